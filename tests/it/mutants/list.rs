//! The mutants: what is broken, in which file, which words by which, and who must notice.

/// Who catches a mutant.
#[derive(Debug, Clone, Copy)]
pub enum By {
    Walk,
    Race,
    Rights,
    Verify,
    Moves,
}

/// One rule, broken.
#[derive(Debug)]
pub struct Mutant {
    pub name: &'static str,
    pub file: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub by: By,
    /// Among the three of the short tier.
    pub sentinel: bool,
}

const fn walk(name: &'static str, file: &'static str, from: &'static str, to: &'static str) -> Mutant {
    Mutant { name, file, from, to, by: By::Walk, sentinel: false }
}

const fn sentinel(mutant: Mutant) -> Mutant {
    Mutant { sentinel: true, ..mutant }
}

const fn by(by: By, mutant: Mutant) -> Mutant {
    Mutant { by, ..mutant }
}

pub const MUTANTS: &[Mutant] = &[
    // Standing
    walk(
        "take asks for no membership",
        "30_act/take.sql",
        "if not st.member then p := p || act.not_member(r); end if;",
        "",
    ),
    walk(
        "take asks for no profile",
        "30_act/take.sql",
        "if not st.handles then p := p || act.no_profile(r); end if;",
        "",
    ),
    walk(
        "one takes one's own request",
        "30_act/take.sql",
        "if st.own then p := p || sec.problem('E_OWN_REQUEST'); end if;",
        "",
    ),
    walk(
        "what is held can be taken",
        "30_act/take.sql",
        "if r.status in ('in_progress', 'waiting') then p",
        "if r.status in ('waiting') then p",
    ),
    walk("what has ended can be taken", "30_act/take.sql", "elsif r.status <> 'queued' then", "elsif false then"),
    walk(
        "every supervisor of the group leads it",
        "20_rules/10_standing.sql",
        "coalesce(m.lead, false) and a.role = 'supervisor'",
        "(m.person_id is not null and a.role = 'supervisor')",
    ),
    walk(
        "a guardian is a stranger",
        "20_rules/10_standing.sql",
        "g.student_id = s.id and g.cpf = p.cpf",
        "g.student_id = s.id and g.cpf = p.cpf and false",
    ),
    walk(
        "leads edit what others hold",
        "30_act/set_fields.sql",
        "act.holder_problems(a, r, st, false)",
        "act.holder_problems(a, r, st, true)",
    ),
    walk(
        "leads may not release",
        "30_act/release.sql",
        "act.holder_problems(a, r, st, true)",
        "act.holder_problems(a, r, st, false)",
    ),
    sentinel(walk(
        "anybody does the holder's acts",
        "20_rules/10_standing.sql",
        "return jsonb_build_array(act.not_assignee(r));",
        "return '[]';",
    )),
    walk(
        "the mildest class of problems wins",
        "10_sec/refuse.sql",
        "max(sec.grade(e ->> 'code')) over () as top",
        "min(sec.grade(e ->> 'code')) over () as top",
    ),
    walk(
        "only the first problem is told",
        "10_sec/refuse.sql",
        "detail = jsonb_build_object('code', g -> 0 ->> 'code', 'problems', g)::text",
        "detail = jsonb_build_object('code', g -> 0 ->> 'code', 'problems', jsonb_build_array(g -> 0))::text",
    ),
    // Versions and repeats
    walk(
        "a stale version passes",
        "30_act/01_record.sql",
        "when p_if_version is null or p_if_version = r.version then",
        "when p_if_version is null or p_if_version <= r.version then",
    ),
    walk("an operation may be used for another act", "30_act/01_record.sql", "if o.act <> p_act then", "if false then"),
    walk(
        "a repeat acts again",
        "30_act/take.sql",
        "declare j jsonb := act.replay(a, p_op, 'take'); r app.request;",
        "declare j jsonb := null; r app.request;",
    ),
    // The gate
    walk(
        "required fields may be missing",
        "20_rules/40_values.sql",
        "f.stage_id = r.stage_id and f.required and not f.id",
        "f.stage_id = r.stage_id and false and not f.id",
    ),
    walk(
        "required actions may be missing",
        "20_rules/40_values.sql",
        "c.stage_id = r.stage_id and c.required_on_execute and not c.id",
        "c.stage_id = r.stage_id and false and not c.id",
    ),
    sentinel(walk(
        "edges that skip the gate do not",
        "30_act/forward.sql",
        "if not g.skip_required then q",
        "if true then q",
    )),
    walk(
        "a note that an edge demands is not asked",
        "30_act/forward.sql",
        "if g.note_required and act.note_text(p_note) is null then",
        "if false then",
    ),
    walk(
        "edges out of use are used",
        "30_act/forward.sql",
        "x.from_stage = r.stage_id and x.active and m.code = p_reason;",
        "x.from_stage = r.stage_id and m.code = p_reason;",
    ),
    walk(
        "a number may be one above its maximum",
        "20_rules/40_values.sql",
        "elsif n > act.parse_number(p_type, p_max) then",
        "elsif n > act.parse_number(p_type, p_max) + 1 then",
    ),
    walk("a pattern is not asked", "20_rules/40_values.sql", "t !~ ('^(?:' || p_regex || ')$')", "t is null"),
    walk(
        "granting needs no answers",
        "30_act/conclude.sql",
        "if s.can_conclude and p_outcome is distinct from 'denied' then q",
        "if false then q",
    ),
    walk(
        "any outcome is allowed",
        "30_act/conclude.sql",
        "if s.can_conclude and not coalesce(p_outcome = any (s.outcomes), false) then",
        "if false then",
    ),
    // Moves
    walk(
        "sending back goes to the first stage",
        "30_act/send_back.sql",
        "(select max(y.no) from app.visit y where y.company = r.company and y.request_id = r.id and y.no <= r.visit_no and not y.moved) - 1",
        "1",
    ),
    walk(
        "sending back is always allowed",
        "30_act/send_back.sql",
        "if not (select can_return from app.stage where company = r.company and id = r.stage_id) then",
        "if false then",
    ),
    walk(
        "who had it before gets it back though gone",
        "20_rules/50_assignment.sql",
        "case when p_handler is not null and act.eligible(r.company, p_handler, v_group, r.type_id, r.student_id) then p_handler end",
        "p_handler",
    ),
    walk("waiting may end in the past", "30_act/wait.sql", "if p_until <= v_now then", "if p_until < v_now then"),
    walk(
        "a wait forgets what was left of the deadline",
        "30_act/wait.sql",
        "n.due_left_seconds := act.deadline_left(r, v_now);",
        "n.due_left_seconds := null;",
    ),
    walk(
        "who resumes keeps it though gone",
        "30_act/wait.sql",
        "if act.eligible(r.company, r.assignee_id, r.group_id, r.type_id, r.student_id) then r.status := 'in_progress';",
        "if true then r.status := 'in_progress';",
    ),
    walk(
        "waking is an hour early",
        "30_act/wake_due.sql",
        "q.waiting_until <= p_now order by",
        "q.waiting_until <= p_now + interval '1 hour' order by",
    ),
    walk(
        "waits are ended although no setting says so",
        "30_act/wake_due.sql",
        "if v_days = 0 then continue; end if;",
        "v_days := greatest(v_days, 1);",
    ),
    walk(
        "holders cancel in any stage",
        "30_act/conclude.sql",
        "if not (select can_cancel from app.stage where company = r.company and id = r.stage_id) then",
        "if false then",
    ),
    walk(
        "cancelling needs no word",
        "30_act/conclude.sql",
        "q := q || act.note_required('note', 'por que cancela', 'why it is cancelled');",
        "null;",
    ),
    walk(
        "what ended long ago is reopened",
        "30_act/conclude.sql",
        "elsif r.closed_at < sec.now() - make_interval(days => v_days) then",
        "elsif r.closed_at < sec.now() - make_interval(days => 10 * v_days) then",
    ),
    walk(
        "reopening gives it to whoever reopens",
        "30_act/conclude.sql",
        "n := act.enter(n, s, sec.now(), true, r.assignee_id);",
        "n := act.enter(n, s, sec.now(), true, a.id);",
    ),
    walk(
        "anybody active may be assigned",
        "30_act/assign.sql",
        "elsif not exists (select from app.group_member where company = r.company and group_id = r.group_id and person_id = p.id) then",
        "elsif false then",
    ),
    walk(
        "assigning wakes what waits",
        "30_act/assign.sql",
        "if r.status = 'queued' then n.status := 'in_progress'; end if;",
        "n.status := 'in_progress';",
    ),
    walk(
        "priority zero exists",
        "30_act/assign.sql",
        "p_priority not between 1 and 5",
        "p_priority not between 0 and 5",
    ),
    // Undo
    walk("undo after a minute and a half", "30_act/undo.sql", "interval '60 s'", "interval '90 s'"),
    walk("undo of another's act", "30_act/undo.sql", "if h.actor_id is distinct from a.id then", "if false then"),
    walk(
        "undo keeps what was typed",
        "30_act/undo.sql",
        "or (visit_no = n.visit_no and field_id in (select f::int from jsonb_array_elements_text(u.before -> 'set') f)));",
        "or false);",
    ),
    walk(
        "undo forgets what stood before",
        "30_act/undo.sql",
        "for x in select * from jsonb_array_elements(u.before -> 'answers') loop",
        "for x in select * from jsonb_array_elements('[]') loop",
    ),
    walk(
        "an undone act is undone twice",
        "30_act/undo.sql",
        "if u.seq is distinct from r.version then",
        "if false then",
    ),
    // Who gets it
    walk(
        "the most loaded gets more",
        "20_rules/50_assignment.sql",
        "m\n       order by act.load_of(r.company, m.person_id), m.person_id limit 1;",
        "m\n       order by act.load_of(r.company, m.person_id) desc, m.person_id limit 1;",
    ),
    walk(
        "the round never comes round",
        "20_rules/50_assignment.sql",
        "order by m.person_id <= v, m.person_id limit 1;",
        "order by m.person_id limit 1;",
    ),
    walk(
        "the first handler of the stage, not the last",
        "20_rules/50_assignment.sql",
        "order by t.no desc limit 1;",
        "order by t.no limit 1;",
    ),
    walk(
        "who left still gets work",
        "20_rules/50_assignment.sql",
        "p.id = p_person and p.active and p.role in",
        "p.id = p_person and p.role in",
    ),
    walk(
        "members who do not lead supervise",
        "20_rules/50_assignment.sql",
        "where m.lead order by",
        "where true order by",
    ),
    // The queue
    walk(
        "the late wait like the others",
        "30_act/take_next.sql",
        "order by k.late desc, k.priority, q.due_sort",
        "order by k.priority, q.due_sort",
    ),
    walk(
        "the least urgent first",
        "30_act/take_next.sql",
        "order by k.late desc, k.priority, q.due_sort",
        "order by k.late desc, k.priority desc, q.due_sort",
    ),
    walk(
        "next gives what one may not handle",
        "30_act/take_next.sql",
        "x.due_sort < case when k.late then p_now else 'infinity'::timestamptz end\n          and x.id <> all (p_not) and x.type_id = any (p_types)",
        "x.due_sort < case when k.late then p_now else 'infinity'::timestamptz end\n          and x.id <> all (p_not)",
    ),
    // Time
    walk(
        "holidays are working days",
        "20_rules/20_calendar.sql",
        "o.calendar_id = p_calendar and o.day = d.day)",
        "o.calendar_id = p_calendar and o.day = d.day and false)",
    ),
    walk(
        "the day of entry counts",
        "20_rules/20_calendar.sql",
        "v_left int := p_days; r record;",
        "v_left int := greatest(p_days - 1, 1); r record;",
    ),
    walk(
        "lunch counts",
        "20_rules/20_calendar.sql",
        "a := greatest(s.opens, p_from);",
        "a := greatest(s.opens - interval '1 hour', p_from);",
    ),
    // Tenants, locks, rights, chain
    sentinel(walk(
        "a protocol of any company",
        "30_act/01_record.sql",
        "select * into r from app.request q where q.company = a.company and q.protocol = p_protocol for update;",
        "select * into r from app.request q where q.protocol = p_protocol order by q.company for update;",
    )),
    walk("an act writes no version", "30_act/01_record.sql", "version = v_seq, head = v_hash", "head = v_hash"),
    by(
        By::Race,
        walk(
            "nobody waits for the lock of a request",
            "30_act/01_record.sql",
            "where q.company = a.company and q.protocol = p_protocol for update;",
            "where q.company = a.company and q.protocol = p_protocol;",
        ),
    ),
    by(
        By::Rights,
        walk(
            "notes are read by all",
            "60_grants.sql",
            "grant select on app.access_log to balcao_auditor;",
            "grant select on app.access_log to balcao_auditor; grant select on app.message to balcao_attendant;",
        ),
    ),
    by(
        By::Verify,
        walk(
            "the chain forgets who acted",
            "10_sec/history.sql",
            "extract(epoch from h.at), h.actor_id,\n    h.actor, h.login, h.kind",
            "extract(epoch from h.at), h.kind",
        ),
    ),
    // Moves between versions
    by(
        By::Moves,
        walk(
            "taking a move back leaves the parameters where they went",
            "30_act/move.sql",
            "insert into app.parameter_answer select y.* from jsonb_populate_recordset(null::app.parameter_answer, m.before -> 'parameters') y;",
            "insert into app.parameter_answer select y.* from jsonb_populate_recordset(null::app.parameter_answer, m.before -> 'parameters') y limit 1;",
        ),
    ),
    by(
        By::Moves,
        walk(
            "a run moves what it moved before",
            "30_act/move.sql",
            "where company = r.company and run = p_run and request_id = r.id;\n  if found then",
            "where company = r.company and run = p_run and request_id = r.id;\n  if false then",
        ),
    ),
    by(
        By::Moves,
        walk(
            "who held a waiting request goes on though not of the group",
            "30_act/move.sql",
            "if n.assignee_id is not null then\n    n.status := 'waiting';",
            "if true then\n    n.status := 'waiting';",
        ),
    ),
    by(
        By::Moves,
        walk(
            "taking a move back keeps the parameters twice",
            "30_act/move.sql",
            "delete from app.parameter_answer x where x.company = r.company and x.request_id = r.id;",
            "",
        ),
    ),
    by(By::Moves, walk("a move leaves the request on its old version", "30_act/move.sql", "n.version_id := v.id;", "")),
];
