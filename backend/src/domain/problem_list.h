/* Everything that can be answered instead of a result: name, HTTP status, title. The name in lower
 * case with '-' is the end of the problem's `type` (RFC 9457), which clients may rely on.
 *
 * A line here and one use with a test is all that a new one needs. */
#define PROBLEM_LIST(PROBLEM)                                                                      \
    PROBLEM(NONE, 200, "No problem")                                                               \
    PROBLEM(MALFORMED, 400, "The request cannot be read")                                          \
    PROBLEM(UNAUTHENTICATED, 401, "Sign in, or send a valid key or token")                         \
    PROBLEM(WRONG_CREDENTIALS, 401, "Address and password do not belong together")                 \
    PROBLEM(FORBIDDEN, 403, "This role or key may not do that")                                    \
    PROBLEM(FOREIGN_ORIGIN, 403, "This origin is not allowed")                                     \
    PROBLEM(NOT_FOUND, 404, "There is no such thing here")                                         \
    PROBLEM(METHOD_NOT_ALLOWED, 405, "This address takes other methods")                           \
    PROBLEM(CONFLICT, 409, "That clashes with what is there")                                      \
    PROBLEM(EXPIRED, 410, "This link or token is no longer valid")                                 \
    PROBLEM(STALE, 412, "It was changed by someone else in the meantime")                          \
    PROBLEM(TOO_LARGE, 413, "More than can be taken at once")                                      \
    PROBLEM(UNSUPPORTED_TYPE, 415, "This kind of content is not taken here")                       \
    PROBLEM(INVALID, 422, "Some fields need another value")                                        \
    PROBLEM(INVALID_BUNDLE, 422, "The bundle is not whole or not of this version")                 \
    PROBLEM(NEEDS_CONDITION, 428, "Send If-Match with the version you changed")                    \
    PROBLEM(RATE_LIMITED, 429, "Too many requests")                                                \
    PROBLEM(QUOTA_REACHED, 402, "The plan does not include more of this")                          \
    PROBLEM(PAYMENT_DECLINED, 402, "The payment was declined; nothing was changed")                \
    PROBLEM(NOT_IN_PLAN, 402, "The plan does not include this")                                    \
    PROBLEM(INTERNAL, 500, "Something is wrong on our side")                                       \
    PROBLEM(NATIVE_ONLY, 501, "Only a server offers this, not the browser's demo")                 \
    PROBLEM(UPSTREAM, 502, "A service this depends on did not answer as expected")                 \
    PROBLEM(BUSY, 503, "Too much to do at the moment; try again")                                  \
    PROBLEM(STORE_UNAVAILABLE, 503, "The database cannot be reached or written at the moment")
