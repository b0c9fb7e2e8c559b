//! Whole stories in one binary: the tree itself, and the desk through its real window.

mod tidy;
