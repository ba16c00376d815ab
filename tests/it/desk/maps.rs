//! The map of a flow: its time, and its pictures for people (`BALCAO_PICTURES` names a folder).

use std::collections::HashMap;
use std::time::Instant;

use balcao::domain::flow::layout::{MapEdge, MapNode, Zoom, layout, of_type, within};
use balcao::domain::flow::{SHIPPED, TypeFile};
use balcao::tui::svg;
use balcao::tui::theme::Theme;
use balcao::tui::view::map::{MapLook, draw};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[test]
fn sixty_stages_with_two_hundred_ways_are_laid_out_in_bounded_time() {
    let mut seed = 7_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % 60
    };
    let nodes: Vec<MapNode> =
        (0..60).map(|i| MapNode { id: format!("n{i}"), name: format!("Etapa {i}"), ..MapNode::default() }).collect();
    let edges: Vec<MapEdge> = (0..200)
        .map(|i| MapEdge {
            from: format!("n{}", next()),
            to: format!("n{}", next()),
            label: format!("Motivo {i}"),
            back: false,
        })
        .collect();
    let start = Instant::now();
    let found = layout(&nodes, &edges, Zoom::Normal);
    let spent = start.elapsed();
    println!("60 stages, 200 ways: {spent:?}, {} columns, {} rows", found.width, found.height);
    assert_eq!(found.boxes.len(), 60);
    // What no cut makes fit is given up at once.
    let start = Instant::now();
    let cut = within(&nodes, &edges, Zoom::Normal, 76);
    println!("within 76 columns: {:?}, {} columns", start.elapsed(), cut.width);
    assert_eq!(cut.boxes.len(), 60);
    // Without optimisation, beside other tests, on a busy machine.
    assert!(spent.as_millis() < if cfg!(debug_assertions) { 5_000 } else { 50 }, "{spent:?}");
}

#[test]
fn every_shipped_flow_has_its_picture() {
    for (code, text) in SHIPPED {
        let file = TypeFile::parse(text).unwrap();
        let (nodes, edges) = of_type(&file, &HashMap::new(), &[]);
        for zoom in [Zoom::Names, Zoom::Normal, Zoom::Fields] {
            let found = layout(&nodes, &edges, zoom);
            let (width, height) = (u16::try_from(found.width).unwrap(), u16::try_from(found.height).unwrap());
            let area = Rect::new(0, 0, width, height);
            let mut buffer = Buffer::empty(area);
            let look = MapLook { selected: None, path: &[], ascii: false, theme: Theme { colour: true } };
            draw(&mut buffer, area, &found, &look);
            let picture = svg::picture(&buffer, None);
            assert_eq!(picture.matches('▼').count(), found.routes.iter().filter(|r| !r.back).count(), "{code}");
            if let Ok(folder) = std::env::var("BALCAO_PICTURES") {
                std::fs::write(format!("{folder}/{code}-{zoom:?}.svg"), picture).unwrap();
            }
        }
    }
}
