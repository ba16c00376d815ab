//! Flows that one dares to edit (issue 3): the verdict of the checker and of the engine, and how long it takes.

mod speed;
