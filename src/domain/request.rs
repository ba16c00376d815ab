//! One request as the engine tells it.
