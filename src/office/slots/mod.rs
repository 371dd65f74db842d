//! Slots: loaded into the calendar from a file or from weekly patterns, closed, reopened, resized.
//! Slots are compared with the existing ones before they are loaded, so that a second load changes
//! nothing and reports that.

mod capacity;
mod close;
mod load;
mod pattern;
mod read;

pub use self::{
    capacity::{CancelSurplus, Resize, ResizeError, Resized, Surplus, plan_resize, resize},
    close::{
        BookingsChoice, CloseError, Closed, Reach, Reopened, close, plan_closing, reached, reopen,
    },
    load::{Differences, Overlap, compare, put},
    pattern::{OnHolidays, Pattern, Plan, PlanError},
    read::{COLUMNS, read},
};
