//! employer
