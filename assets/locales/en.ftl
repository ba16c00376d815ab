### Words on screen. Verbs on keys, sentences in messages; never blame the person.

## The desk

brand = Balcão
yes = yes
no = no
loading = loading…
too-small = Please enlarge the window: at least 50 × 14
time-now = now
time-in = in { $span }
time-ago = { $span } ago
weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun
due-waiting = waits
due-over = —
due-none = —

## States, outcomes, priorities

status-queued = Queued
status-in-progress = In progress
status-waiting = Waiting for student
status-concluded = Concluded
status-cancelled = Cancelled
outcome-granted = Granted
outcome-denied = Denied
outcome-done = Done
priority-1 = urgent
priority-2 = high
priority-3 = normal
priority-4 = low
priority-5 = no hurry
channel-portal = by the portal

## The connection

link-connecting = connecting…
link-live = live
link-lost = no connection for { $span }

## The queue

view-group = My group
view-mine = Mine
view-late = Late
view-waiting = Waiting for student
view-day = My day
view-short-group = Group
view-short-mine = Mine
view-short-late = Late
view-short-waiting = Waiting
view-short-day = My day
col-protocol = Protocol
col-due = Due
col-student = Student
col-type = Type
col-stage = Stage
col-assignee = With
col-mine = My last act
queue-total = { $n }
queue-found = { $n } found
queue-new = { $n } new
queue-marked = { $n } marked
empty-group = Nothing in the queue — well done
empty-group-then = s who is at the counter · o new request · 5 my day
empty-mine = You hold no request
empty-late = Nothing is late
empty-waiting = Nobody is awaited
empty-day = Nothing passed through you today
empty-then = 1 back to the group's queue · n takes the next
empty-filter = Nothing matches the filter
empty-filter-then = / changes the filter · Esc removes it

## One request

detail-title = Request
detail-empty = Choose a request in the queue.
detail-due = Due
detail-promised = Promised
detail-place = Place
detail-charge = Charge
detail-me = yours
detail-since = { $who } since { $since }
detail-ask = Request
detail-instructions = Guidance
detail-fields = Fields of this stage
detail-automatic = automatic
detail-withheld = restricted
detail-by-student = filled in by the student
detail-forward = Forward by
detail-forward-note = Forward by · with a note
detail-missing = missing: { $what }
detail-more = { $n } more ↓
tab-messages = Messages
tab-files = Files
tab-history = History
empty-messages = No message. m writes to the student.
empty-files = No file. A attaches one.
message-internal = internal note
file-by-student = student
file-restricted = restricted
event-opened = opened it
event-taken = took it
event-released = released it
event-field-set = filled in fields
event-forwarded = forwarded it
event-returned = sent it back
event-reassigned = assigned it
event-wait-started = waits for the student
event-wait-ended = resumed it
event-concluded = concluded it
event-cancelled = cancelled it
event-reopened = reopened it
event-migrated = moved to another version
event-charged = charged
event-charge-waived = charge waived
event-charge-cancelled = charge cancelled
event-charge-again = charged again
event-refund-review = paid: refund to be looked at
event-debt-overridden = opened in spite of debts
event-message = wrote
event-note = noted
event-attachment = attached a file
event-priority = changed the priority
event-undone = took back an act
event-was-undone = (taken back)

## Forms

form-edit = Fill in
form-forward = Forward
form-send-back = Send back
form-wait = Wait for the student
form-conclude = Conclude
form-cancel = Cancel the request
form-reopen = Reopen
form-message = Message
form-assign = Assign to…
form-priority = Priority
form-add-file = Attach a file
form-save-file = Save the file
form-new-request = New request
form-sending = sending…
form-message-hint = Tab: to the student or internal note
field-note = Note
field-why = Why
field-way = To
field-previous-stage = previous stage
field-to-student = To the student
field-until = Until
field-until-help = Optional, dd/mm/yyyy: on that day it comes back by itself
field-outcome = Outcome
field-resolution = Resolution
field-message = Text
field-internal = Internal note
field-to = Assignee
field-priority = Priority
field-priority-now = now: { $level }
field-path = Path
field-path-help = A file on this computer
field-integer = Give a whole number, like 12
field-decimal = Give a number, like 7,5
field-date = Give a date, like 31/12/2026
field-required = Please give: { $field }
hint-date = dd/mm/yyyy
hint-decimal = like 7,5
hint-file = path of a file on this computer
hint-bool = Space ticks, y yes, n no

## What is said after an act

done-take = { $protocol } is yours
done-release = { $protocol } is back in the queue
done-edit = Fields of { $protocol } saved
done-forward = { $protocol } forwarded to { $stage }
done-send-back = { $protocol } sent back to { $stage }
done-wait = { $protocol } waits for the student
done-resume = { $protocol } resumed
done-conclude = { $protocol } concluded
done-cancel = { $protocol } cancelled
done-reopen = { $protocol } reopened
done-assign = { $protocol } assigned to { $who }
done-message = Message stored in { $protocol }
done-priority = Priority of { $protocol } changed
done-add-file = File attached to { $protocol }
done-undo = Taken back: { $what } · { $protocol }
done-open = { $protocol } opened
said-bulk = { $act }: { $done } of { $all }
said-copied = { $what } copied
said-saved = Saved to { $path }
said-nothing-selected = Choose a request first
said-under-way = The act before is still on its way
said-no-fields = This stage has no fields to fill in
said-no-files = This request has no files
said-draft-kept = The text is kept
said-unreachable = No connection: nothing changed, and what you typed is kept
said-unknown = The connection broke before the answer. Repeat when it is back: nothing is done twice
file-unreadable = { $path }: could not be read ({ $why })
file-why-absent = it does not exist
file-why-denied = no permission
file-why-folder = it is a folder
file-unwritable = { $path }: could not be written ({ $why })
file-exists = { $path } exists already; choose another name
file-large = { $path }: more than { $mib } MiB
said-engine = The database has another version of Balcão: { $database }; this program wants { $program }
said-conflict = Someone else changed this request: { $why }
said-changed-by = { $who } { $what } just now
said-broken = Something went wrong in the program ({ $id }); nothing was lost
leave-title = Leave
leave-text = { $n ->
    [one] One text was not sent:
   *[other] { $n } texts were not sent:
}
leave-ask = Leave all the same? y leaves · Esc stays
log-title = What was done
log-empty = Nothing yet.
help-title = Help · Enter runs

## The student

student-title = Student
student-who = Who is at the counter?
student-hint = Type RA, name, CPF or phone: two letters are enough to start.
student-nobody = Nobody with that text. Try part of the name or the RA.
student-card = Card
student-card-hint = Enter shows the card.
student-open = { $n } open
student-cpf = CPF
student-birth = Born
student-email = E-mail
student-no-email = no e-mail
student-phone = Phone
student-guardian = Guardian
student-enrolments = Enrolments and contracts
student-no-enrolment = No enrolment
student-contract = contract { $number }
student-requests = Requests · { $n }
student-no-requests = No request. o opens the first.

## The opening

open-title = New request
open-student = Student
open-type = Type
open-group = Group
choice-none = nothing fits
options-hint = choose student and type first
options-asking = looking up the options…
options-none = no option is available for this student
detail-closed = Closed
said-back = The connection is back; what you typed is here
said-undone = Taken back: { $what }
open-contract = Contract
open-override = Open all the same
open-override-help = { $protocol } is already open for this student
open-override-why = Why another
detail-overdue = (overdue)
enrolment-active = active
enrolment-locked = locked
enrolment-cancelled = cancelled
enrolment-finished = finished
contract-active = active
contract-suspended = suspended
contract-cancelled = cancelled
contract-closed = closed
open-location = Delivery location
open-entry = First stage
open-file = Attachment
open-description = Description
open-verdict = Check
open-verdict-hint = Choose the student and the type: what is missing appears here.
open-allowed = It can be opened
receipt-title = Request opened
receipt-hint = n another for the same student · y copies the protocol · Enter shows it · Esc goes back

## Commands: a short verb and a sentence

cmd-take = take
help-take = Takes the request, or all marked ones
cmd-next = next
help-next = Takes the next one in queue order
cmd-edit = fill in
help-edit = Fills in the fields of this stage
cmd-forward = forward
help-forward = Forwards by a reason; only what is missing is asked
cmd-conclude = conclude
help-conclude = Concludes with an outcome and a resolution
cmd-wait = wait
help-wait = Asks the student and pauses the deadline
cmd-resume = resume
help-resume = Resumes a waiting request
cmd-send-back = send back
help-send-back = Sends back to the previous stage, saying why
cmd-message = message
help-message = Message to the student or internal note (Tab switches)
cmd-release = release
help-release = Releases it to the queue, or all marked ones
cmd-assign = assign
help-assign = Assigns to someone, or all marked ones (supervisor)
cmd-priority = priority
help-priority = Changes the priority, saying why
cmd-cancel = cancel
help-cancel = Cancels the request, saying why
cmd-reopen = reopen
help-reopen = Reopens a closed request
cmd-undo = undo
help-undo = Takes back my last act, if nobody acted since
cmd-add-file = attach
help-add-file = Attaches a file of this computer
cmd-save-file = save file
help-save-file = Saves the newest file on this computer
cmd-student = student
help-student = Who is at the counter: search, card, requests
cmd-new-request = new
help-new-request = Opens a request at the desk
cmd-filter = filter
help-filter = Filters the queue: words, type: stage: owner: due:…
cmd-view-group = group's queue
help-view-group = Open requests of my groups
cmd-view-mine = mine
help-view-mine = Those that I hold
cmd-view-late = late
help-view-late = Those past their deadline
cmd-view-waiting = waiting
help-view-waiting = Those that wait for the student
cmd-view-day = my day
help-view-day = What passed through me since yesterday
cmd-down = down
help-down = One line down
cmd-up = up
help-up = One line up
cmd-result-down = down
help-result-down = Next student found
cmd-result-up = up
help-result-up = Previous student found
cmd-top = top
help-top = First line; brings in the new ones
cmd-bottom = bottom
help-bottom = Last loaded line
cmd-page-down = half a page down
help-page-down = Half a page down
cmd-page-up = half a page up
help-page-up = Half a page up
cmd-open = open
help-open = Gives the keys to the request
cmd-card-open = open
help-card-open = Shows the request
cmd-next-pane = other pane
help-next-pane = Switches between queue and request
cmd-tab-right = next tab
help-tab-right = Messages, files, history
cmd-tab-left = previous tab
help-tab-left = Messages, files, history
cmd-mark = mark
help-mark = Marks, to act on several
cmd-mark-range = mark range
help-mark-range = Begins and ends a range of marks
cmd-copy = copy
help-copy = Copies the protocol (or the RA) to the clipboard
cmd-refresh = refresh
help-refresh = Reads everything again
cmd-log = what I did
help-log = What was done and refused in this session
cmd-choose = choose
help-choose = Forwards by the reason of that number
cmd-accept-reason = this one
help-accept-reason = Forwards by the reason under the cursor
cmd-with-note = with a note
help-with-note = Asks for a note too
cmd-accept = send
help-accept = Sends; if something is missing, goes there
cmd-run = run
help-run = Runs the command under the cursor
cmd-accept-filter = apply
help-accept-filter = Applies the filter
cmd-accept-student = card
help-accept-student = Shows the student's card
cmd-field-next = next field
help-field-next = Goes to the next field
cmd-field-previous = previous field
help-field-previous = Goes to the previous field
cmd-newline = new line
help-newline = Begins a line in a long text
cmd-complete = complete
help-complete = Completes the filter term
cmd-another = another
help-another = Another request for the same student
cmd-leave-now = leave
help-leave-now = Leaves without sending the texts
cmd-help = help
help-help = Shows the keys that are valid here
cmd-help-typing = help
help-help-typing = Shows the keys that are valid here
cmd-back = back
help-back = One level back; never discards what was typed
cmd-close = close
help-close = Closes and goes back
cmd-quit = quit
help-quit = Leaves the program
cmd-quit-anywhere = quit
help-quit-anywhere = Leaves the program from anywhere

## Flows

form-flow-edit = Edit
cmd-flows = flows
help-flows = request types and their flows
cmd-flows-refresh = read again
help-flows-refresh = read the list again
cmd-flow-open = open
help-flow-open = open the flow of this type
cmd-flow-add = stage
help-flow-add = new stage after this one; on a way, a stage in the middle of it
cmd-flow-connect = connect
help-flow-connect = lead from this stage to another one, by a reason that exists or is made here
cmd-flow-edit = edit
help-flow-edit = edit what is under the cursor
cmd-flow-field = field
help-flow-field = new field in this stage; on the type, new question at opening
cmd-flow-action = action
help-flow-action = new action in this stage (check, e-mail, document)
cmd-flow-remove = remove
help-flow-remove = remove what is under the cursor; u gives it back
cmd-flow-down = order
help-flow-down = move down
cmd-flow-up = move up
help-flow-up = move up
cmd-flow-toggle = require
help-flow-toggle = field: required or not; way: pass without fields; stage: may be the first
cmd-flow-mark = marks
help-flow-mark = marks of the stage: 1 default, 2 first stage, 3 activates its task, 4 in use
cmd-flow-in = inside
help-flow-in = into the stage: fields, actions and ways
cmd-flow-out = outside
help-flow-out = back to the stage
cmd-flow-pane = map
help-flow-pane = change between the list and the map
cmd-flow-zoom-in = more
help-flow-zoom-in = see more of each stage on the map
cmd-flow-zoom-out = less
help-flow-zoom-out = see less of each stage on the map
cmd-flow-zoom = zoom
help-flow-zoom = change how much the map shows
flow-zoom-names = names
flow-zoom-normal = normal
flow-zoom-fields = fields
cmd-flow-problem = problem
help-flow-problem = go to the problem and show its way on the map; again, the next one
cmd-flow-undo = undo
help-flow-undo = undo the last change, one by one back to the opening
cmd-flow-redo = redo
help-flow-redo = do again what was undone
cmd-flow-publish = publish
help-flow-publish = publish the draft: new requests run on it
cmd-flow-walk = walk
help-flow-walk = walk the draft with the real rules, leaving nothing behind
cmd-flow-diff = differences
help-flow-diff = what changed since the published version, and whom that touches
cmd-flow-move = migrate
help-flow-move = bring running requests to the version in force, by a plan seen before
cmd-tool-next = change
help-tool-next = walk: who acts; migrate: to which stage they go
cmd-tool-previous = change
help-tool-previous = the option before
cmd-flow-tour = all
help-flow-tour = walk every way, outcome and permission by itself
cmd-tool-undo = undo
help-tool-undo = walk: one step back; migrate: give back all of this run
flow-never-published = This type has no published version yet.
flow-nothing-changed = Nothing changed since the published version.
flow-diff-title = { $n ->
    [one] 1 change since the published version
   *[other] { $n } changes since the published version
}
flow-diff-touched = { $n ->
    [one] 1 request stands in this stage
   *[other] { $n } requests stand in this stage
}
flow-walk-title = Walk · nothing is kept
flow-walk-as = Who acts
flow-walk-anyone = whoever may
flow-walk-attendant = attendant
flow-walk-supervisor = supervisor
flow-walk-keeping = keeping the draft…
flow-walk-steps = Steps on version { $n }
flow-walk-ways = From here one can
flow-walk-fills = fills: { $what }
flow-walk-note = rehearsal of the flow
flow-walk-due = due { $at }
flow-walk-mails = e-mail: { $what }
flow-walk-charge = charge R$ { $amount }
flow-walk-over = It came to its end.
flow-walk-stuck = Stuck: nobody can bring the request on from here.
flow-walk-refused = This step was not accepted; u goes one step back.
flow-walk-act-open = opened
flow-walk-act-take = taken
flow-walk-act-release = released
flow-walk-act-set = filled
flow-walk-act-forward = forwarded
flow-walk-act-return = sent back
flow-walk-act-wait = waits for the student
flow-walk-act-resume = resumed
flow-walk-act-conclude = concluded
flow-walk-act-cancel = cancelled
flow-walk-act-message = message
flow-tour-count = { $n } of { $all } ways, outcomes and permissions walked
flow-tour-unreachable = { $what }: no request comes here
flow-tour-by-hand = By hand only: { $what }
flow-move-title = Migrate to v{ $n }
flow-move-foreseen = { $moves } move · { $stays } stay · { $blocked } cannot
flow-move-from = They stand in
flow-move-to = go to
flow-move-counts = go stay ✖
flow-move-stay = stay on their version
flow-move-none = By this plan no request moves.
flow-move-all-there = Every running request is on v{ $n } already.
flow-move-running = moving one by one; Esc stops
flow-move-undoing = giving back one by one; Esc stops
flow-move-stopped = Stopped: Enter goes on, u gives back those that went
flow-move-ended = Done. u gives all back while nothing else happens to them.
flow-move-lost = No connection: what went is done; Enter goes on from here.
flow-moved-moved = { $n } moved
flow-moved-stays = { $n } stayed on their version
flow-moved-skipped = { $n } were there already
flow-moved-undone = { $n } are back on the version before
flow-moved-refused = { $n } refused
cmd-flow-choose = choose
help-flow-choose = choose one of the options
flows-title = Flows
flows-empty = No request type yet. Install those that come with the program by "balcao type install --all --publish" or bring a file by "balcao type import FILE"; then R reads this list again.
flows-active = in use
flows-inactive = closed
flows-col-name = Request type
flows-col-code = Code
flows-col-state = State
flows-col-version = In force
flows-col-draft = Draft
flows-col-problems = Check
flows-col-open = Open
flow-title = Flow · { $name }
flow-published-long = v{ $n } published
flow-published-short = v{ $n }
flow-draft-long = draft v{ $n }
flow-draft-short = v{ $n }
flow-draft-new = new draft
flow-changes = { $n ->
    [one] 1 change
   *[other] { $n } changes
}
flow-reading = read only
flow-kept = ✔ kept
flow-keeping = … keeping
flow-unkept = ✎ not kept
flow-errors = { $n }
flow-errors-long = { $n ->
    [one] 1 error
   *[other] { $n } errors
}
flow-warnings = { $n }
flow-warnings-long = { $n ->
    [one] 1 warning
   *[other] { $n } warnings
}
flow-sound = {" "}no problems
flow-all-sound = No problems: the flow can be published.
flow-seems-sound = No problem in sight; the server confirms when it is kept.
flow-stages = Stages
flow-map = Map
flow-map-key = Tab map
flow-head = the type
flow-head-row = { $n ->
    [0] Type and window · nothing asked at opening
    [one] Type and window · 1 question at opening
   *[other] Type and window · { $n } questions at opening
}
flow-mark-default-long = default
flow-mark-default-short = default
flow-mark-entry-long = entry
flow-mark-entry-short = entry
flow-mark-idle-long = no task
flow-mark-idle-short = no task
flow-mark-conclude-long = concludes ■
flow-mark-conclude-short = ■
flow-mark-inactive-long = out of use
flow-mark-inactive-short = out
flow-own-group = the request's group
flow-no-deadline = no deadline
flow-edge-note = asks a note
flow-edge-skip = waives fields
flow-read-only = Only administrators change flows; here you may read.
flow-choose-stage = Put the cursor on a stage.
flow-unreadable = This type was written by another version of the program and cannot be opened here.
flow-removed = Removed: { $what } — u gives it back
flow-removed-stage = Removed: { $what }, with its ways; { $n ->
    [one] 1 request stands in it and goes on
   *[other] { $n } requests stand in it and go on
} in the version it was opened in — u gives it back
flow-row-gone = That is not in the flow any more.
flow-nothing-to-undo = Nothing more to undo.
flow-nothing-to-redo = Nothing to redo.
flow-undone = Undone: { $what }
flow-redone = Done again: { $what }
flow-no-problem = No problems.
flow-unsound = { $n ->
    [one] Not to be published yet: there is 1 error.
   *[other] Not to be published yet: there are { $n } errors.
} Enter goes to the next.
flow-nothing-to-publish = Nothing changed since the published version.
flow-published = { $n ->
    [0] Version { $version } published: new requests run on it.
    [one] Version { $version } published, with 1 warning: new requests run on it.
   *[other] Version { $version } published, with { $n } warnings: new requests run on it.
}
flow-unsaved-link = No connection: what you changed is here and is kept when it is back.
flow-moved-title = Someone else worked on this flow
flow-moved-theirs = read theirs; yours stays one u away
flow-moved-mine = keep yours over theirs
flow-moved-later = decide later; nothing is written
flow-did-add-stage = new stage
flow-did-change-stage = change of the stage
flow-did-switch = mark of the stage
flow-did-move = order
flow-did-remove-stage = stage removed
flow-did-add-field = new field
flow-did-change-field = change of the field
flow-did-remove-field = field removed
flow-did-add-action = new action
flow-did-change-action = change of the action
flow-did-remove-action = action removed
flow-did-connect = new way
flow-did-change-edge = change of the way
flow-did-disconnect = way removed
flow-did-add-parameter = new question
flow-did-change-parameter = change of the question
flow-did-remove-parameter = question removed
flow-did-change-head = the type's own data
flow-did-replace = someone else's draft
flow-form-add-stage = New stage
flow-form-between = New stage on the way
flow-form-stage = Stage
flow-form-add-field = New field
flow-form-field = Field
flow-form-add-action = New action
flow-form-action = Action
flow-form-connect = Connect
flow-form-edge = Way
flow-form-add-parameter = New question at opening
flow-form-parameter = Question at opening
flow-form-head = Type
flow-form-publish = Publish
duration-business-hours = { $n ->
    [one] 1 business hour
   *[other] { $n } business hours
}
duration-business-days = { $n ->
    [one] 1 business day
   *[other] { $n } business days
}
duration-calendar-days = { $n ->
    [one] 1 calendar day
   *[other] { $n } calendar days
}
ff-name = Name
ff-group = Group
ff-group-help = empty: the group that the request was opened through
ff-duration = Deadline
ff-duration-help = 2 business days · 4 business hours · 30 calendar days
ff-duration-misfit = Write a number and its unit: 2 business days, 4 business hours, 30 calendar days
ff-conclude = May conclude
ff-cancel = May cancel
ff-wait = May wait for the student
ff-return = May send back
ff-purpose = Meaning
ff-granted = Concludes granted
ff-denied = Concludes denied
ff-done = Concludes done
ff-assignment = Assignment
ff-attendant = Attendant
ff-attendant-help = only for assignment to an attendant
ff-public-label = The student reads
ff-public-label-help = how the student sees this stage; empty: its name
ff-description = Description
ff-onward = Goes on by
ff-reason = Reason
ff-reason-help = choose one, or write the name of a new one
ff-reason-new = make this reason
ff-to = Leads to
ff-note-required = Asks a note
ff-skip-required = Waives the fields
ff-active = In use
ff-label = Label
ff-type = Type
ff-required = Required
ff-choices = Options
ff-choices-help = one a line, value|label or the label alone; Alt-Enter goes to the next line
ff-query = Query
ff-min = Least
ff-min-help = of a text, in characters
ff-max = Most
ff-regex = Pattern
ff-regex-help = regular expression of the whole text
ff-help = Help
ff-filled-by = Filled by
ff-visible = The student sees it
ff-restricted = Restricted
ff-restricted-help = only the stage's staff reads it
ff-kind = What it is
ff-on-execute = Needed to leave
ff-on-select = Needed when chosen
ff-valid-from = Valid from
ff-valid-to = Valid to
ff-expected-days = Days promised
ff-expected-days-help = in business days; it is the date that the student reads
ff-max-open = Open per student
ff-max-open-help = empty: no limit
ff-desk = Opened at the desk
ff-portal = Opened in the portal
ff-student = The student asks
ff-guardian = The guardian asks
ff-of-group = Served by { $group }
ff-enrolment = Needs enrolment
ff-contract = Needs a contract
ff-attachments = Takes attachments
ff-attachment = Needs an attachment
ff-student-cancel = The student cancels
ff-legal = Legal document
ff-to-student = To the student
ff-to-attendant = To the attendant
ff-note = What changed
ff-note-help = it stays in the history of the versions
fw-short-text = short text
fw-long-text = long text
fw-integer = whole number
fw-decimal = number
fw-date = date
fw-bool = yes or no
fw-choice = choice
fw-sql-choice = choice by query
fw-file = file
fw-neutral = neutral
fw-approve = grants
fw-deny = denies
fw-queue = the group's queue
fw-attendant = attendant
fw-previous-handler = who handled it before
fw-supervisor = supervisor
fw-least-loaded = who has least
fw-round-robin = in turn
fw-student = student
fw-checklist = check
fw-send-email = e-mail
fw-issue-document = document
fw-forward = forwards
fw-return = gives back
fw-can-cancel = cancels
fw-can-wait = waits
fw-can-return = sends back

### The command line.

cli-replayed = It was done already: this act was repeated with the same --op.
cli-batch = Batch { $batch } (to take it back: balcao request undo --batch { $batch })
cli-version-of-one = --if-version goes with one request only.
cli-key-twice = { $key } was given twice; leave one value.
cli-no-home = No home directory is known; set HOME.
cli-would-fit = would fit: { $fits }
cli-yes = yes
cli-no = no
cli-late = late
cli-file-terminal = The content does not go to the screen; give a file name or redirect the output.
cli-file-saved = Written to { $path }
cli-list-empty = No request matches the filter.
cli-list-total = { $shown } of { $total }
cli-list-next = Next page: --after { $cursor }
cli-filter-mistake = filter, column { $column }: { $said }
cli-preview-allowed = It can be opened.
cli-student-none = Nobody found; check the RA, the CPF or at least two letters of the name.
cli-password-short = The password needs at least { $least } characters.
cli-password-no-terminal = There is no terminal to ask for the password; use --password-stdin.
cli-password-new = New password:
cli-password-again = The same again:
cli-password-differs = The two differ; nothing was changed.
cli-password-of = Password of { $login }:
cli-passwd-done = The password of { $login } was changed.
cli-user-nothing = Say what to change, for instance --name or --group.
cli-user-added = { $login } was created.
cli-user-changed = { $login } was changed.
cli-user-enabled = { $login } may come in.
cli-user-disabled = { $login } may not come in any more.
cli-user-invited = One-time password, valid for { $hours } hours; hand it over in person and ask for `balcao passwd`:
cli-type-imported = { $type }: draft v{ $version } written; `balcao flow publish { $type }` makes it live.
cli-type-active = { $type } is open to people.
cli-type-inactive = { $type } is closed; what runs goes on.
cli-type-there = { $type } is here already; it stays as it is.
cli-type-not-shipped = { $code } does not come with the program; these do: { $known }.
cli-type-refused = { $type } was not taken.
cli-flow-whole = The type
cli-flow-way = way: { $path }
cli-flow-sound = The flow is sound.
cli-flow-unsound = { $errors ->
    [one] The flow has one error.
   *[other] The flow has { $errors } errors.
}
cli-flow-unchecked = Not judged without a database: { $checks }
cli-flow-published = { $type }: version { $version } is live.
cli-flow-discarded = { $type }: draft v{ $version } dropped.
cli-flow-drafted = { $type }: draft v{ $version } begun with the flow of v{ $from }.
cli-flow-touches = { $requests ->
    [one] { $requests } running request
   *[other] { $requests } running requests
}
cli-flow-differs = { $changes ->
    [0] No difference.
    [one] One difference
   *[other] { $changes } differences
}{ $changes ->
    [0] { "" }
   *[other] ; running requests in the stages changed: { $requests }.
}
cli-flow-run = Run { $run } (if it is broken off: --run { $run })
cli-flow-progress = { $done } of { $total }
cli-flow-broken-off = Run { $run } was broken off; what moved has moved. Go on with --run { $run }.
cli-flow-no-run = There is no run { $run } of this type.
cli-flow-no-undo = No run of this type can be taken back.
cli-flow-migrated = Move: { $moved } · stay: { $stays } · blocked: { $blocked }
cli-move-moves = moves
cli-move-moved = moved
cli-move-stays = stays
cli-move-skipped = skipped
cli-move-undone = taken back
cli-move-blocked = blocked
cli-move-refused = refused
cli-version-draft = draft
cli-version-published = published
cli-version-retired = retired
cli-version-begun = begun
cli-version-dropped = dropped
cli-replay-sum = { $total } requests: { $fits } go the same way, { $missing } lack something, { $stops } stop, { $other } take another way.
cli-replay-missing = { $field } is missing in { $stage }
cli-replay-stops = stops in { $stage }: no "{ $way }"
cli-replay-other = in { $stage }, "{ $way }" leads to { $to } instead of { $was }
cli-walk-sum = { $walked } walked, { $refused } refused, { $beyond } without a way. Nothing was kept.
cli-walk-unreachable = no way leads here
cli-walk-by-hand = Needs an answer by hand: { $label }
cli-walk-stuck = From here nobody can go on.
cli-walk-granted = Conclude: granted
cli-walk-denied = Conclude: denied
cli-walk-done = Conclude: done
cli-walk-wait = Wait for the student and resume
cli-walk-return = Send back to the stage before
cli-walk-cancel = Cancel
cli-clock-real = real time
cli-clock-shifted = shifted, running
cli-clock-frozen = frozen
cli-import-line = Line
cli-import-problem = What is wrong
cli-import-bad = { $n ->
    [one] ✖ One of { $lines } lines does not fit; nothing was loaded.
   *[other] ✖ { $n } of { $lines } lines do not fit; nothing was loaded.
}
cli-import-inserted = new
cli-import-updated = changed
cli-import-unchanged = as they were
cli-import-lines = lines
cli-import-dry = Nothing was changed: this is what would be.
cli-import-loading = checking and loading…
cli-verify-progress = { $n } checked…
cli-verify-done = { $n ->
    [one] { $n } request checked
   *[other] { $n } requests checked
}: { $broken ->
    [0] the history is whole.
    [one] one break in the history.
   *[other] { $broken } breaks in the history.
}
cli-migrated = { $count ->
    [0] Nothing to migrate; the rules were made anew.
    [one] One migration applied; the rules were made anew.
   *[other] { $count } migrations applied; the rules were made anew.
}
cli-fits = The database and this program belong together.
cli-fits-older = The database is older ({ $database }; the program has { $program }): run `balcao migrate`.
cli-fits-newer = The database is newer ({ $database }; the program has { $program }): use a newer program.
cli-fits-other = The rules differ ({ $database }; the program has { $program }): run `balcao migrate` or use the matching program.
cli-unreachable = The database is out of reach: { $reason }
cli-unknown-outcome = The connection was lost before the answer ({ $reason }); whether the act was done is not known: repeat it with the same --op, or look with `balcao request show`.
cli-engine = The database has { $database }, this program needs { $program }; run `balcao migrate` or use the matching program.
cli-internal = internal error (report { $report }): { $reason }
cli-desk-no-terminal = The desk needs a terminal; without one, use the commands (balcao --help).
cli-demo-stopped = The exercise's database has stopped.
cli-demo-not-running = The exercise's database was not running.
cli-show-form = Current stage
cli-show-reasons = Forward by
cli-show-messages = Messages
cli-show-internal = internal note
cli-show-files = Files
cli-show-history = History
cli-show-withheld = (restricted)
cli-show-undone = undone
cli-col-version = Version
cli-col-state = State
cli-col-who = By
cli-col-note = Note
cli-col-late = Late
cli-col-to = Goes to
cli-col-why = Why
cli-col-protocol = Protocol
cli-col-due = Due
cli-col-type = Type
cli-col-stage = Stage
cli-col-student = Student
cli-col-status = Status
cli-col-assignee = Attendant
cli-col-group = Group
cli-col-location = Delivery location
cli-col-opened = Opened
cli-col-promised = Promised date
cli-col-waiting-until = Waits until
cli-col-description = Description
cli-col-resolution = Answer
cli-col-no = No
cli-col-name = Name
cli-col-stages = Stages
cli-col-days = Days
cli-col-media-type = Format
cli-col-size = Bytes
cli-col-at = When
cli-col-by = By
cli-col-what = What
cli-col-where = Where
cli-col-code = Code
cli-col-active = Active
cli-col-published = Published
cli-col-draft = Draft
cli-col-open = Open
cli-col-login = Login
cli-col-role = Role
cli-col-profile = Profile
cli-col-groups = Groups
cli-col-ra = RA
cli-col-course = Course
cli-col-period = Period
cli-col-branch = Branch
cli-col-phone = Phone
cli-col-enrolment = Enrolment
cli-col-contract = Contract
cli-col-guardian = Guardian
cli-col-title = Title
cli-col-usable = Usable
cli-col-cost = Cost
cli-col-used-by = Used by
cli-col-binds = Binds
cli-col-columns = Columns
cli-col-saved-by = Saved by
cli-col-approved-by = Approved by
cli-no-options = No option is available for this student.
cli-query-no-text = There is no query of that code yet: give its text
cli-query-no-title = A new query needs --title
cli-query-tested = { $count } row(s), plan cost { $cost }, { $ms } ms
cli-status-queued = Queued
cli-status-in-progress = In progress
cli-status-waiting = Waiting for the student
cli-status-concluded = Concluded
cli-status-cancelled = Cancelled
cli-outcome-granted = Granted
cli-outcome-denied = Denied
cli-outcome-done = Done
cli-event-opened = opened
cli-event-taken = taken
cli-event-released = released
cli-event-field-set = fields set
cli-event-forwarded = forwarded
cli-event-returned = returned
cli-event-reassigned = assigned
cli-event-wait-started = waits for the student
cli-event-wait-ended = resumed
cli-event-message = message
cli-event-note = internal note
cli-event-attachment = file attached
cli-event-concluded = concluded
cli-event-cancelled = cancelled
cli-event-reopened = reopened
cli-event-priority = priority changed
cli-event-undone = act taken back
cli-event-migrated = moved to another version of the flow
cli-event-charged = charged
cli-event-charge-waived = charge waived
cli-event-charge-cancelled = charge cancelled
cli-event-charge-again = charged again
cli-event-refund-review = paid: refund to be looked at
cli-event-debt-overridden = opened in spite of debts
cli-col-charge = Charge
cli-col-debts = Debts
cli-cluster-no-binaries = No PostgreSQL server was found on this machine; install it (one line): { $hint }
cli-cluster-empty-override = BALCAO_PG_BIN names { $path }, which does not hold initdb and postgres side by side; correct it or unset it.
cli-cluster-too-old = The newest PostgreSQL found ({ $path }) is version { $found }; version { $needed } or newer is needed: { $hint }
cli-cluster-other-version = The data in { $path } belong to PostgreSQL { $data }, but only { $installed } can be found here. Install PostgreSQL { $data }, name it in BALCAO_PG_BIN, or move the directory away to begin anew.
cli-cluster-no-server-user = PostgreSQL refuses to run as root, and neither the user postgres nor nobody exists here; create one: useradd --system postgres
cli-cluster-nameless-user = User id { $uid } has no name on this system, which PostgreSQL needs; add it to /etc/passwd or run as another user.
cli-cluster-no-home = No home directory is known for the data; set XDG_DATA_HOME to a directory of yours.
cli-cluster-cannot-enter = The server runs as { $user }, who cannot enter { $path }; set XDG_DATA_HOME to a directory that this user can enter, or open it (chmod o+x { $path }).
cli-cluster-cannot-write = { $path } cannot be written ({ $reason }); give { $user } the right to write there or set XDG_DATA_HOME to another directory.
cli-cluster-wrong-owner = { $path } belongs to { $owner }, but the server runs as { $expected }; give it back (chown -R { $expected } { $path }) or set XDG_DATA_HOME to another directory.
cli-cluster-unsafe-socket-directory = { $path } is not a private directory of { $user }, so no socket is put there; remove it, or use a data directory with a shorter path.
cli-cluster-disk-full = The disk that holds { $path } is full; free some space and try again (nothing was lost).
cli-cluster-busy = Another program has been starting or stopping the database in { $path } for { $seconds } s; wait for it, or end it.
cli-cluster-stuck = Processes { $pids } hold the data in { $path } and neither answer nor end; end them: kill -9 { $pids }
cli-cluster-init-failed = The database could not be created in { $path }: { $reason }
cli-cluster-start-failed = The database in { $path } could not be started: { $reason } (more in { $log })
cli-migrate-where = Say which database: --admin-url postgres://…
cli-database-where = Nothing says where the database is: use --database-url, DATABASE_URL or the config file (balcao paths), or begin with `balcao demo`.
cli-col-check = Check
cli-col-level = Result
cli-col-found = Found
cli-col-mend = How to mend it
cli-level-ok = ok
cli-level-warning = warning
cli-level-failure = failure
cli-doctor-no-state = { $path } is not there yet: nothing is logged.
cli-doctor-no-term = TERM is not set.
cli-doctor-dumb-term = The terminal says it is "dumb": the desk cannot be drawn.
cli-doctor-locale = The locale "{ $name }" is not UTF-8: accents may come out wrong.
cli-doctor-cluster-running = The private database answers at { $path }.
cli-doctor-cluster = PostgreSQL { $version } is installed; the private database is not running.
cli-doctor-reached = Connected.
cli-doctor-clock-training = A training database, its clock set by hand: { $now }
cli-doctor-clock-skew = The server's clock and this machine's are { $seconds } s apart.
cli-doctor-people = { $n } people, all who handle requests have a profile.
cli-doctor-no-profile = Without an access profile: { $logins }
cli-mend-home = Set HOME.
cli-mend-fix = balcao doctor --fix
cli-mend-term = Set TERM, for instance to xterm-256color.
cli-mend-locale = Set LANG, for instance to en_US.UTF-8.
cli-mend-cluster = Only `balcao demo` needs it.
cli-mend-database = Check --database-url, DATABASE_URL or the config file (balcao paths).
cli-mend-schema = balcao migrate --admin-url URL (or balcao doctor --fix --admin-url URL)
cli-mend-clock-training = balcao clock reset
cli-mend-clock-skew = Set the clocks by NTP.
cli-mend-profile = balcao user set LOGIN --profile CODE
cli-demo-server = Starting the exercise's database…
cli-demo-schema = Making tables and rules…
cli-demo-school = Filling the sample school…
cli-demo-stranger = { $login } is nobody in the sample school; its people are { $known }
cli-col-url = Address
cli-doctor-engine-admin = The rest only an administrator can check.
cli-col-priority = P
guardian-financial = financial
guardian-academic = academic
guardian-mother = mother
guardian-father = father
cli-act-take = take
cli-act-release = release
cli-act-edit = fill in
cli-act-forward = forward
cli-act-send_back = return
cli-act-wait = wait for the student
cli-act-resume = resume
cli-act-conclude = conclude
cli-act-cancel = cancel
cli-act-reopen = reopen
cli-act-assign = assign
cli-act-priority = change the priority
cli-act-message = write to the student
cli-act-note = write an internal note
cli-act-undo = undo

# Charges and debts
charge-none = no charge
charge-free = free
charge-pending = { $amount } · to be posted
charge-charged = { $amount } · due { $due } · installment { $number }
charge-paid = { $amount } · paid on { $paid } · installment { $number }
charge-renegotiated = { $amount } · renegotiated · installment { $number }
charge-waived = { $amount } · waived
charge-cancelled = { $amount } · charge cancelled
charge-failed = { $amount } · posting failed
charge-attention-refund = look at a refund
charge-attention-billing = the contract ended: ask finance
debts-none = no debts
debts-some =
    { $n ->
        [one] 1 open item, { $total }, since { $oldest }
       *[other] { $n } open items, { $total }, since { $oldest }
    }
