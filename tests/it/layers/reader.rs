//! Reads one file's syntax: every path it names, resolved to the crate's root where it is one of ours, also inside
//! the words of a macro.

use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// A path the file names, and whether only its tests do.
pub struct Seen {
    pub path: String,
    pub test: bool,
}

/// What a file was seen to do.
#[derive(Default)]
pub struct File {
    pub paths: Vec<Seen>,
    pub awaits: bool,
    /// Ways around the guard: renamed roots, files of other rooms taken in.
    pub disguises: Vec<String>,
}

/// Reads a file of `src`.
///
/// # Errors
/// When it is not Rust.
pub fn read(file: &Path, text: &str) -> Result<File, syn::Error> {
    let tree = syn::parse_file(text)?;
    let mut module: Vec<String> =
        file.with_extension("").components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|m| m == "mod" || m == "lib" || m == "main") {
        module.pop();
    }
    let mut reader = Reader { module, test: 0, seen: File::default() };
    reader.visit_file(&tree);
    Ok(reader.seen)
}

struct Reader {
    /// Modules from the root down to here.
    module: Vec<String>,
    test: usize,
    seen: File,
}

fn is_test(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|a| a.path().is_ident("cfg") && a.parse_args::<syn::Ident>().is_ok_and(|i| i == "test"))
}

impl Reader {
    fn saw(&mut self, segments: &[String]) {
        let Some(first) = segments.first() else {
            return;
        };
        let mut ups = 0;
        let path = match first.as_str() {
            "crate" | "balcao" => format!("crate::{}", segments[1..].join("::")),
            "self" | "super" => {
                let rest: Vec<&String> = segments
                    .iter()
                    .skip_while(|s| {
                        ups += usize::from(*s == "super");
                        *s == "super" || *s == "self"
                    })
                    .collect();
                let kept = self.module.len().saturating_sub(ups);
                let here = self.module[..kept].iter().chain(rest).cloned().collect::<Vec<_>>().join("::");
                format!("crate::{here}")
            }
            _ => segments.join("::"),
        };
        self.seen.paths.push(Seen { path, test: self.test > 0 });
    }

    fn tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |name: String| before.iter().cloned().chain([name]).collect::<Vec<_>>();
        match tree {
            syn::UseTree::Path(p) => self.tree(&with(p.ident.to_string()), &p.tree),
            syn::UseTree::Name(n) => self.saw(&with(n.ident.to_string())),
            syn::UseTree::Rename(r) => {
                if before.is_empty() || (before.len() == 1 && r.ident == "self") {
                    self.seen.disguises.push(format!("renames the root {}", r.ident));
                }
                self.saw(&with(r.ident.to_string()));
            }
            syn::UseTree::Glob(_) => {
                if before.len() == 1 && ["crate", "balcao", "std", "core", "alloc"].contains(&before[0].as_str()) {
                    self.seen.disguises.push(format!("takes in everything of {}", before[0]));
                }
                self.saw(&with("*".to_owned()));
            }
            syn::UseTree::Group(g) => g.items.iter().for_each(|t| self.tree(before, t)),
        }
    }

    /// Paths among the loose words of a macro.
    fn words(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(p) if p.as_char() == ':' => colons += 1,
                TokenTree::Ident(i) => {
                    if colons != 2 {
                        self.flush(&mut path);
                    }
                    colons = 0;
                    if i == "await" {
                        self.seen.awaits = true;
                    }
                    path.push(i.to_string());
                }
                TokenTree::Group(g) => {
                    self.flush(&mut path);
                    colons = 0;
                    self.words(g.stream());
                }
                _ => {
                    self.flush(&mut path);
                    colons = 0;
                }
            }
        }
        self.flush(&mut path);
    }

    fn flush(&mut self, path: &mut Vec<String>) {
        if path.len() > 1 {
            self.saw(path);
        }
        path.clear();
    }
}

impl<'a> Visit<'a> for Reader {
    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        self.test += usize::from(is_test(&item.attrs));
        self.tree(&[], &item.tree);
        self.test -= usize::from(is_test(&item.attrs));
    }

    fn visit_item_extern_crate(&mut self, item: &'a syn::ItemExternCrate) {
        self.seen.disguises.push(format!("extern crate {}", item.ident));
    }

    fn visit_item_mod(&mut self, item: &'a syn::ItemMod) {
        if item.attrs.iter().any(|a| a.path().is_ident("path")) {
            self.seen.disguises.push(format!("mod {} has a path of its own", item.ident));
        }
        let test = usize::from(is_test(&item.attrs));
        self.test += test;
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
        self.test -= test;
    }

    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        let test = usize::from(is_test(&item.attrs));
        self.test += test;
        visit::visit_item_fn(self, item);
        self.test -= test;
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        if segments.len() > 1 {
            self.saw(&segments);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, mac: &'a syn::Macro) {
        if mac.path.is_ident("include") {
            self.seen.disguises.push("takes in another file by include!".to_owned());
        }
        self.words(mac.tokens.clone());
        visit::visit_macro(self, mac);
    }

    fn visit_expr_await(&mut self, expr: &'a syn::ExprAwait) {
        self.seen.awaits |= self.test == 0;
        visit::visit_expr_await(self, expr);
    }
}
