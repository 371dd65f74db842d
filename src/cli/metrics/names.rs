//! The metrics. `tests/architecture` compares this list with the code and with the dashboard
//! `docs/grafana/sesshu.json`.

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Counter,
    Gauge,
    Histogram,
}

use Kind::{Counter, Gauge, Histogram};

pub(super) const METRICS: &[(Kind, &str, &str)] = &[
    (Counter, "sesshu_http_requests_total", "HTTP requests by route, method and status"),
    (Histogram, "sesshu_http_request_duration_seconds", "Duration of HTTP requests by route"),
    (Counter, "sesshu_webhooks_total", "Webhook requests from LINE by outcome"),
    (Counter, "sesshu_webhook_events_total", "New webhook events"),
    (Gauge, "sesshu_inbox_events", "Webhook events not yet answered"),
    (Gauge, "sesshu_inbox_oldest_seconds", "Age of the oldest unanswered event"),
    (Gauge, "sesshu_outbox_notices", "Notices that are due but not yet sent"),
    (Gauge, "sesshu_outbox_oldest_seconds", "Time since the oldest unsent notice became due"),
    (Counter, "sesshu_inbox_dead_letters_total", "Webhook events given up after repeated failures"),
    (Counter, "sesshu_line_quota_reached_total", "Times that LINE reported the quota as used up"),
    (Gauge, "sesshu_line_channel_refused", "1 if LINE refuses the channel, by endpoint"),
    (Counter, "sesshu_rich_menu_jobs_dropped_total", "Assignments of personal rich menus given up"),
    (Counter, "sesshu_notices_total", "Notices by kind, delivery method and outcome"),
    (Counter, "sesshu_line_requests_total", "Calls to LINE by endpoint and status"),
    (Histogram, "sesshu_line_request_duration_seconds", "Duration of calls to LINE by endpoint"),
    (Counter, "sesshu_bookings_total", "Booking requests by outcome"),
    (Histogram, "sesshu_booking_batch_size", "Booking requests per transaction"),
    (Counter, "sesshu_cancellations_total", "Cancelled bookings by channel"),
    (Gauge, "sesshu_seats", "Free and booked seats from today on"),
    (Counter, "sesshu_identifications_total", "Identification attempts by verdict"),
    (
        Counter,
        "sesshu_robot_check_steps_total",
        "Increases of the robot check's work after failed identifications, by scope and work",
    ),
    (Histogram, "sesshu_database_query_duration_seconds", "Duration of database statements"),
    (Counter, "sesshu_database_query_errors_total", "Failed database statements"),
    (
        Histogram,
        "sesshu_database_write_wait_seconds",
        "Time that writers waited for the write permit",
    ),
    (Gauge, "sesshu_database_connections", "Busy and idle database connections"),
    (Counter, "sesshu_batch_timeouts_total", "Batches that exceeded their time limit"),
    (Gauge, "sesshu_task_last_round_age_seconds", "Time since the last round of a background task"),
    (Counter, "sesshu_waiting_room_polls_total", "Requests to the waiting room by answer"),
    (
        Counter,
        "sesshu_waiting_room_held_back_total",
        "Requests with a valid pass that had to wait, by the limit reached",
    ),
    (
        Gauge,
        "sesshu_waiting_room_queued",
        "People in the queue (numbers issued and not yet called)",
    ),
    (Gauge, "sesshu_waiting_room_admitted", "Numbers called since the beginning"),
    (Gauge, "sesshu_waiting_room_entered", "People who entered since the beginning"),
    (
        Gauge,
        "sesshu_waiting_room_active",
        "People who are inside or were called and may still enter",
    ),
    (Gauge, "sesshu_waiting_room_show_up_ratio", "Share of called people who enter"),
    (Gauge, "sesshu_waiting_room_stay_seconds", "Average time that people stay inside"),
    (
        Gauge,
        "sesshu_waiting_room_wait_seconds",
        "Estimated wait of a person who joins the queue now",
    ),
    (Gauge, "sesshu_history_alarms", "Alarms of `sesshu history verify` by kind"),
    (Gauge, "sesshu_build_info", "1 while the service runs; the version is a label"),
];
