//! The private PostgreSQL of the demo and of the tests: found, made, started, shared, stopped, mended.
