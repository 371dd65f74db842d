//! Sesshu.
