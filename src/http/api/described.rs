//! What any operation may be answered besides what it says itself: said once, for all of them.

use utoipa::openapi::{
    Content, OpenApi, Ref, RefOr, Response, ResponseBuilder,
    path::{Operation, PathItem},
};
use utoipa_axum::router::OpenApiRouter;

const PROBLEM: &str = "application/problem+json";

/// Who may ask.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    Everybody,
    /// Those who have come in; others are sent to the waiting room.
    Admitted,
}

/// Adds the refusals that the doors themselves give, and names the form of all of them.
pub(super) fn with_refusals<S>(mut router: OpenApiRouter<S>, who: Asks) -> OpenApiRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    describe(router.get_openapi_mut(), who);
    router
}

fn describe(api: &mut OpenApi, who: Asks) {
    for path in api.paths.paths.values_mut() {
        let PathItem { get, put, post, delete, .. } = path;
        for operation in [&mut *get, put, post, delete].into_iter().flatten() {
            refuse(
                operation,
                "503",
                "Not available right now; `Retry-After` says when to ask again",
            );
            if who == Asks::Admitted {
                refuse(operation, "429", "Too many at once: wait in line (`crowded`)");
            }
        }
        for changing in [&mut *put, post, delete].into_iter().flatten() {
            refuse(changing, "403", "Asked by another site");
        }
        for sending in [&mut *put, post].into_iter().flatten() {
            refuse(sending, "400", "The body or the query is not of the described form");
            refuse(sending, "415", "The body is not said to be JSON");
        }
        for operation in [get, put, post, delete].into_iter().flatten() {
            operation.responses.responses.iter_mut().for_each(|(status, answer)| {
                if status.as_str() >= "400" {
                    name_the_form(answer);
                }
            });
        }
    }
}

/// Unless the operation says itself when it answers so.
fn refuse(operation: &mut Operation, status: &str, why: &str) {
    let problem = Content::new(Some(Ref::from_schema_name("Problem")));
    let refusal = ResponseBuilder::new().description(why).content(PROBLEM, problem).build();
    operation.responses.responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(refusal));
}

fn name_the_form(answer: &mut RefOr<Response>) {
    if let RefOr::T(response) = answer
        && let Some(content) = response.content.shift_remove("application/json")
    {
        response.content.insert(PROBLEM.to_owned(), content);
    }
}
