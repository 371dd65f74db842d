//! OpenAPI responses that are common to all operations, in addition to each operation's own.

use utoipa::openapi::{
    Content, OpenApi, Ref, RefOr, Response, ResponseBuilder,
    path::{Operation, PathItem},
};
use utoipa_axum::router::OpenApiRouter;

const PROBLEM: &str = "application/problem+json";

/// Who may call an operation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    Everybody,
    /// People who have been admitted; all others are sent to the waiting room.
    Admitted,
}

/// Adds the error responses of the middleware, and sets the content type of all error responses.
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
                "The service is not available at present; `Retry-After` says when to try again",
            );
            if who == Asks::Admitted {
                refuse(
                    operation,
                    "429",
                    "The caller has not been admitted from the waiting room (`crowded`)",
                );
            }
        }
        for changing in [&mut *put, post, delete].into_iter().flatten() {
            refuse(changing, "403", "The request comes from another site");
        }
        for sending in [&mut *put, post].into_iter().flatten() {
            refuse(sending, "400", "The body or the query does not match this description");
            refuse(sending, "415", "The content type is not JSON");
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

/// Adds an error response unless the operation describes that status itself.
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
