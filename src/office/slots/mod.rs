//! Slots: from a file or from weekly patterns into the calendar, closed, reopened, made larger or
//! smaller. Whatever is loaded is compared first with what is there: loaded twice, it changes
//! nothing and says so.

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
