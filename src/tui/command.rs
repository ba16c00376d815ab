//! The registry of commands: one row names a command, says where it applies, which keys it has and how
//! eagerly the footer shows it. Keys, footer, help and the keystroke test all read these rows.

/// Where the keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// The list of requests.
    Queue,
    /// The pane of one request.
    Detail,
    /// A form: plain characters go to its field.
    Form,
    /// The choice of a reason.
    Reasons,
    /// The filter line.
    Filter,
    /// The student screen, while searching.
    Students,
    /// The student screen, on a card.
    Card,
    /// A new request at the desk.
    Opening,
    /// The receipt of a request just opened.
    Receipt,
    /// The list of request types.
    Flows,
    /// The editor of a flow.
    Flow,
    /// A tool over the editor of a flow.
    FlowTool,
    /// The conditions of a type.
    Why,
    /// The walk of a flow.
    FlowWalk,
    /// The move of running requests.
    FlowMoving,
    /// Help.
    Help,
    /// The log of what was done.
    Log,
    /// The question before leaving with unsent text.
    Leaving,
}

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // each is documented by its words: cmd-… and help-…
pub enum Command {
    Take,
    Next,
    Release,
    Edit,
    Forward,
    SendBack,
    Wait,
    Resume,
    Conclude,
    Cancel,
    Message,
    Assign,
    Priority,
    Reopen,
    AddFile,
    SaveFile,
    Undo,
    NewRequest,
    Student,
    Down,
    Up,
    Top,
    Bottom,
    PageDown,
    PageUp,
    Open,
    NextPane,
    TabRight,
    TabLeft,
    ViewGroup,
    ViewMine,
    ViewLate,
    ViewWaiting,
    ViewDay,
    Mark,
    MarkRange,
    Filter,
    Copy,
    Refresh,
    Log,
    Help,
    Back,
    Quit,
    Choose,
    WithNote,
    Accept,
    FieldNext,
    FieldPrevious,
    Newline,
    Complete,
    CardOpen,
    Another,
    LeaveNow,
    Flows,
    FlowOpen,
    FlowAdd,
    FlowConnect,
    FlowEdit,
    FlowRemove,
    FlowDown,
    FlowUp,
    FlowToggle,
    FlowMark,
    FlowField,
    FlowAction,
    FlowRedo,
    FlowIn,
    FlowOut,
    FlowProblem,
    FlowPublish,
    FlowPane,
    FlowZoomIn,
    FlowZoomOut,
    FlowZoom,
    FlowChoose,
    FlowWalk,
    FlowDiff,
    FlowMove,
    FlowReplay,
    FlowRequest,
    FlowTour,
    TypeNew,
    TypeCopy,
    TypeSwitch,
    TypeWhy,
    WhatIf,
    WhyGo,
    WhyFor,
    Charge,
    ViewCharges,
    Receipt,
    ReceiptSave,
    ReceiptPrint,
    Installments,
    WhyOpening,
    FlowActor,
    FlowOpening,
    FlowMails,
    FlowScreen,
}

/// One row of the registry.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The command.
    pub command: Command,
    /// Its stable name: words `cmd-NAME` (short) and `help-NAME` (a sentence).
    pub name: &'static str,
    /// Where it applies.
    pub contexts: &'static [Context],
    /// Default keys; a space parts the keys of a sequence.
    pub keys: &'static [&'static str],
    /// Rank in the footer, small first; none = in help only.
    pub footer: Option<u8>,
    /// The engine's name of the act, when the engine decides whether it is offered.
    pub act: Option<&'static str>,
}

const BOTH: &[Context] = &[Context::Queue, Context::Detail];
const LISTS: &[Context] = &[
    Context::Queue,
    Context::Detail,
    Context::Card,
    Context::Receipt,
    Context::Reasons,
    Context::Help,
    Context::Log,
    Context::Flows,
    Context::Flow,
    Context::FlowTool,
    Context::Why,
    Context::FlowWalk,
    Context::FlowMoving,
];
const EDITOR: &[Context] = &[Context::Flow];
const WALK: &[Context] = &[Context::FlowWalk];
const MOVING: &[Context] = &[Context::FlowMoving];
/// Enter and the digits: the row under the cursor, or the one of that number.
const ROW_KEYS: &[&str] = &["enter", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const FIELDS: &[Context] = &[Context::Form, Context::Opening];

const fn act(command: Command, name: &'static str, keys: &'static [&'static str], rank: u8, code: &'static str) -> Row {
    Row { command, name, contexts: BOTH, keys, footer: Some(rank), act: Some(code) }
}

const fn row(
    command: Command,
    name: &'static str,
    contexts: &'static [Context],
    keys: &'static [&'static str],
    footer: Option<u8>,
) -> Row {
    Row { command, name, contexts, keys, footer, act: None }
}

/// All commands, in the order of the help.
pub const ROWS: &[Row] = &[
    act(Command::Take, "take", &["t"], 10, "take"),
    row(Command::Next, "next", BOTH, &["n"], Some(11)),
    act(Command::Edit, "edit", &["e"], 12, "edit"),
    act(Command::Forward, "forward", &["f"], 13, "forward"),
    act(Command::Conclude, "conclude", &["c"], 14, "conclude"),
    act(Command::Wait, "wait", &["w"], 15, "wait"),
    act(Command::Resume, "resume", &["shift-w"], 15, "resume"),
    act(Command::SendBack, "send-back", &["b"], 17, "send_back"),
    act(Command::Message, "message", &["m"], 16, "message"),
    act(Command::Release, "release", &["r"], 18, "release"),
    act(Command::Assign, "assign", &["a"], 19, "assign"),
    act(Command::Priority, "priority", &["shift-p"], 30, "priority"),
    act(Command::Cancel, "cancel", &["x"], 31, "cancel"),
    act(Command::Reopen, "reopen", &["shift-o"], 14, "reopen"),
    Row { command: Command::Undo, name: "undo", contexts: BOTH, keys: &["u"], footer: Some(20), act: None },
    row(Command::AddFile, "add-file", BOTH, &["shift-a"], None),
    row(Command::Charge, "charge", BOTH, &["$"], Some(32)),
    row(Command::Receipt, "receipt", BOTH, &["p"], None),
    row(Command::SaveFile, "save-file", &[Context::Detail, Context::Queue], &["shift-s"], None),
    row(Command::Student, "student", BOTH, &["s"], Some(21)),
    row(Command::NewRequest, "new-request", &[Context::Queue, Context::Detail, Context::Card], &["o"], Some(22)),
    row(Command::Flows, "flows", BOTH, &["g f", "f4"], Some(24)),
    row(Command::Filter, "filter", BOTH, &["/", "f3", "ctrl-f"], Some(23)),
    row(Command::ViewGroup, "view-group", BOTH, &["1"], None),
    row(Command::ViewMine, "view-mine", BOTH, &["2"], None),
    row(Command::ViewLate, "view-late", BOTH, &["3"], None),
    row(Command::ViewWaiting, "view-waiting", BOTH, &["4"], None),
    row(Command::ViewDay, "view-day", BOTH, &["5"], None),
    row(Command::TypeNew, "type-new", &[Context::Flows], &["a"], Some(3)),
    row(Command::TypeCopy, "type-copy", &[Context::Flows], &["shift-c"], Some(5)),
    row(Command::TypeSwitch, "type-switch", &[Context::Flows], &["d"], Some(4)),
    row(Command::TypeWhy, "type-why", &[Context::Flows, Context::Flow], &["v"], Some(9)),
    row(Command::WhatIf, "what-if", &[Context::Flows, Context::Flow, Context::Why], &["$", "f6"], Some(10)),
    row(Command::WhyGo, "why-go", &[Context::Why], &["enter"], Some(1)),
    row(Command::WhyFor, "why-for", &[Context::Why], &["e"], Some(2)),
    row(Command::ViewCharges, "view-charges", BOTH, &["6"], None),
    row(Command::FlowOpen, "flow-open", &[Context::Flows], &["enter"], Some(1)),
    row(Command::FlowProblem, "flow-problem", EDITOR, &["enter"], Some(8)),
    row(Command::FlowAdd, "flow-add", EDITOR, &["a"], Some(1)),
    row(Command::FlowConnect, "flow-connect", EDITOR, &["c"], Some(2)),
    row(Command::FlowEdit, "flow-edit", EDITOR, &["e"], Some(3)),
    row(Command::FlowField, "flow-field", EDITOR, &["n"], Some(4)),
    row(Command::FlowAction, "flow-action", EDITOR, &["shift-a"], None),
    row(Command::FlowRemove, "flow-remove", EDITOR, &["d", "delete"], Some(5)),
    row(Command::FlowDown, "flow-down", EDITOR, &["shift-j", "alt-down"], Some(12)),
    row(Command::FlowUp, "flow-up", EDITOR, &["shift-k", "alt-up"], None),
    row(Command::FlowToggle, "flow-toggle", EDITOR, &["space"], Some(11)),
    row(Command::FlowMark, "flow-mark", EDITOR, &["1", "2", "3", "4"], Some(10)),
    row(Command::FlowIn, "flow-in", EDITOR, &["right", "l"], Some(13)),
    row(Command::FlowOut, "flow-out", EDITOR, &["left", "h"], None),
    row(Command::FlowPane, "flow-pane", EDITOR, &["tab", "backtab"], Some(14)),
    row(Command::FlowZoomIn, "flow-zoom-in", EDITOR, &["+", "="], None),
    row(Command::FlowZoomOut, "flow-zoom-out", EDITOR, &["-"], None),
    row(Command::FlowZoom, "flow-zoom", EDITOR, &["z"], Some(16)),
    row(Command::Undo, "flow-undo", EDITOR, &["u"], Some(6)),
    row(Command::FlowRedo, "flow-redo", EDITOR, &["shift-u", "ctrl-r"], Some(15)),
    row(Command::FlowPublish, "flow-publish", EDITOR, &["p"], Some(7)),
    row(Command::FlowWalk, "flow-walk", EDITOR, &["f5"], Some(9)),
    row(Command::FlowReplay, "flow-replay", EDITOR, &["shift-r"], Some(9)),
    row(Command::FlowDiff, "flow-diff", EDITOR, &["shift-d"], Some(9)),
    row(Command::FlowMove, "flow-move", EDITOR, &["m"], Some(17)),
    row(Command::FlowChoose, "flow-choose", &[Context::FlowTool], &["enter", "1", "2"], Some(1)),
    row(Command::FlowIn, "tool-next", &[Context::FlowTool], &["right", "l"], Some(2)),
    row(Command::FlowOut, "tool-previous", &[Context::FlowTool], &["left", "h"], None),
    row(Command::FlowRequest, "flow-request", &[Context::FlowTool], &["o"], Some(2)),
    row(Command::FlowChoose, "walk-choose", WALK, ROW_KEYS, Some(1)),
    row(Command::FlowIn, "walk-next", WALK, &["right", "l"], Some(3)),
    row(Command::FlowOut, "walk-previous", WALK, &["left", "h"], None),
    row(Command::FlowActor, "walk-actor", WALK, &["a"], Some(8)),
    row(Command::FlowOpening, "walk-opening", WALK, &["s", "o"], Some(4)),
    row(Command::FlowMails, "walk-mails", WALK, &["v"], Some(5)),
    row(Command::FlowScreen, "walk-screen", WALK, &["tab"], Some(6)),
    row(Command::FlowTour, "flow-tour", WALK, &["t"], Some(7)),
    row(Command::Undo, "walk-undo", WALK, &["u", "backspace"], Some(2)),
    row(Command::FlowChoose, "move-choose", MOVING, ROW_KEYS, Some(1)),
    row(Command::FlowIn, "move-next", MOVING, &["right", "l"], Some(3)),
    row(Command::FlowOut, "move-previous", MOVING, &["left", "h"], None),
    row(Command::Undo, "move-undo", MOVING, &["u", "backspace"], Some(2)),
    row(Command::Refresh, "flows-refresh", &[Context::Flows, Context::Why], &["shift-r"], None),
    row(Command::Down, "down", LISTS, &["j", "down"], None),
    row(Command::Up, "up", LISTS, &["k", "up"], None),
    row(Command::Down, "result-down", &[Context::Students], &["down", "ctrl-n"], None),
    row(Command::Up, "result-up", &[Context::Students], &["up", "ctrl-p"], None),
    row(Command::Top, "top", LISTS, &["g g", "home"], None),
    row(Command::Bottom, "bottom", LISTS, &["shift-g", "end"], None),
    row(Command::PageDown, "page-down", LISTS, &["ctrl-d", "pagedown"], None),
    row(Command::PageUp, "page-up", LISTS, &["ctrl-u", "pageup"], None),
    row(Command::Open, "open", &[Context::Queue], &["enter"], None),
    row(Command::CardOpen, "card-open", &[Context::Card, Context::Receipt], &["enter"], Some(1)),
    row(Command::NextPane, "next-pane", BOTH, &["tab", "backtab"], Some(40)),
    row(Command::TabRight, "tab-right", BOTH, &["right", "l"], None),
    row(Command::TabLeft, "tab-left", BOTH, &["left", "h"], None),
    row(Command::Mark, "mark", &[Context::Queue], &["space"], None),
    row(Command::MarkRange, "mark-range", &[Context::Queue], &["v"], None),
    row(Command::Copy, "copy", &[Context::Queue, Context::Detail, Context::Card, Context::Receipt], &["y"], None),
    row(Command::Refresh, "refresh", BOTH, &["shift-r"], None),
    row(Command::Log, "log", BOTH, &["@"], None),
    row(Command::Choose, "choose", &[Context::Reasons], &["1", "2", "3", "4", "5", "6", "7", "8", "9"], Some(1)),
    row(Command::Accept, "accept-reason", &[Context::Reasons], &["enter"], Some(2)),
    row(Command::WithNote, "with-note", &[Context::Reasons], &["tab"], Some(3)),
    row(Command::Accept, "accept", FIELDS, &["enter", "f2"], Some(1)),
    row(Command::Accept, "run", &[Context::Help], &["enter"], Some(1)),
    row(Command::Accept, "accept-filter", &[Context::Filter], &["enter"], Some(1)),
    row(Command::Accept, "accept-student", &[Context::Students], &["enter"], Some(1)),
    row(Command::FieldNext, "field-next", FIELDS, &["tab", "down"], Some(2)),
    row(Command::FieldPrevious, "field-previous", FIELDS, &["backtab", "up"], None),
    row(Command::Newline, "newline", FIELDS, &["alt-enter", "ctrl-j"], Some(4)),
    row(Command::Complete, "complete", &[Context::Filter], &["tab"], Some(2)),
    row(Command::WhyOpening, "opening-why", &[Context::Opening], &["f4"], Some(3)),
    row(Command::Installments, "installments", &[Context::Card], &["p"], Some(4)),
    row(Command::ReceiptSave, "receipt-save", &[Context::Receipt], &["s"], Some(3)),
    row(Command::ReceiptPrint, "receipt-print", &[Context::Receipt], &["p"], Some(4)),
    row(Command::Another, "another", &[Context::Receipt], &["n"], Some(2)),
    row(Command::LeaveNow, "leave-now", &[Context::Leaving], &["s", "y"], Some(1)),
    row(
        Command::Help,
        "help",
        &[
            Context::Queue,
            Context::Detail,
            Context::Card,
            Context::Receipt,
            Context::Flows,
            Context::Flow,
            Context::Why,
            Context::FlowTool,
            Context::FlowWalk,
            Context::FlowMoving,
        ],
        &["?", "f1"],
        Some(50),
    ),
    row(
        Command::Help,
        "help-typing",
        &[Context::Form, Context::Opening, Context::Filter, Context::Students, Context::Reasons],
        &["f1"],
        None,
    ),
    row(
        Command::Back,
        "back",
        &[
            Context::Queue,
            Context::Detail,
            Context::Form,
            Context::Reasons,
            Context::Filter,
            Context::Students,
            Context::Card,
            Context::Opening,
            Context::Receipt,
            Context::Flows,
            Context::Flow,
            Context::FlowTool,
            Context::Why,
            Context::FlowWalk,
            Context::FlowMoving,
            Context::Help,
            Context::Log,
            Context::Leaving,
        ],
        &["esc"],
        Some(60),
    ),
    row(Command::Back, "close", &[Context::Help, Context::Log, Context::Card, Context::Leaving], &["q", "n"], None),
    row(
        Command::Quit,
        "quit",
        &[
            Context::Queue,
            Context::Detail,
            Context::Flows,
            Context::Flow,
            Context::FlowTool,
            Context::FlowWalk,
            Context::FlowMoving,
            Context::Why,
        ],
        &["q"],
        None,
    ),
    row(
        Command::Quit,
        "quit-anywhere",
        &[
            Context::Queue,
            Context::Detail,
            Context::Form,
            Context::Reasons,
            Context::Filter,
            Context::Students,
            Context::Card,
            Context::Opening,
            Context::Receipt,
            Context::Flows,
            Context::Flow,
            Context::FlowTool,
            Context::Why,
            Context::FlowWalk,
            Context::FlowMoving,
            Context::Help,
            Context::Log,
            Context::Leaving,
        ],
        &["ctrl-c", "ctrl-q"],
        None,
    ),
];

/// Rows that apply in a context, in the order of the help.
pub fn rows_in(context: Context) -> impl Iterator<Item = &'static Row> {
    ROWS.iter().filter(move |row| row.contexts.contains(&context))
}

/// The row of an act, by the engine's name of it.
#[must_use]
pub fn row_of_act(act: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.act == Some(act))
}
