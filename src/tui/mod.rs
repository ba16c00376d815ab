//! The desk: a pure update over a model of ids, effects as data, one awaiting file.
