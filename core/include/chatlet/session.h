/* A conversation: bundle + saved state + event in, new state + effects out.
 *
 * A step is all or nothing and a session is a value: its whole state is the bytes a step returns.
 * Keep them anywhere; the next step on them gives the same effects on any machine. There is no
 * session object, no clock and no chance: time and the seed arrive in events.
 *
 * Events, effects and states are CBOR (RFC 8949) with definite lengths: maps with text keys in the
 * order given here, texts, integers, booleans, arrays. Tools read and write the same values as
 * JSON.
 *
 * EVENTS. Each has `kind`, `seq` (integer from 1, rising: an event whose seq is not above the last
 * one's changes nothing and has no effects, so that it may be sent twice) and `now` (ms since 1970,
 * UTC). A field that its kind does not have is a mistake; the order of fields does not count. A
 * VALUE is null, a boolean, an integer, a double (always eight bytes), a text, an array of values
 * or a map of them; times are texts as RFC 3339 has them.
 *
 *   {kind: "start", seq, now, seed, locale?, page?, filter?, zone?, visitor?, vars?}
 *       Begins. seed is an integer from 0 to 2^53 - 1, drawn by chance and new for every session:
 *       ids are unique as long as seeds are. filter, up to CHATLET_FILTER_BYTES_MAX, says which
 *       pages may answer, as query.h has it: "version=15,16;product=chat". It holds for every
 *       question from here on, until another event brings another one, which may be empty. When
 *       no page that it takes answers, or none has what it asks for, that is a miss like any.
 *       zone is the visitor's offset from UTC in minutes, east positive. visitor is a map of
 *       values that earlier `set` effects gave, with "id", an integer like a seed, by which A/B
 *       tests of visitors choose. vars is {url?: map, page?: map, host?: map} of values that
 *       variables may be filled from (`from` of the flow language); others are ignored.
 *   {kind: "text", seq, now, text, filter?}
 *       What the visitor wrote; counts up to CHATLET_QUERY_BYTES_MAX.
 *   {kind: "choice", seq, now, choice, filter?}
 *       The `id` of an option of the open set: of `choices`, of the one field of an `ask`, or of a
 *       card's button.
 *   {kind: "form", seq, now, values}
 *       Answers to the open `ask`: a map from field name to value. One that does not fit is told
 *       in a new `ask`, and the others are kept: a field that is left out keeps what it has.
 *   {kind: "file", seq, now, ref, name?, type?, size?}
 *       A file for the one field of the open `ask`. The file stays with the host; ref is the
 *       host's name for it, and the variable gets a map of what the event has.
 *   {kind: "result", seq, now, effect, ok, value?, error?}
 *       Outcome of an effect that asked for one. Of `need`: ok true when every part named was added
 *       to the bundle, false when one could not be had. What counts is what the bundle has: parts
 *       that are missing are asked for once more, then done without, which the answer says (or,
 *       with nothing to answer from, trouble and a choice to ask again). Of `http`: value is
 *       {status, body}; of `do` and `handoff`: what their kind says. error is a sentence.
 *   {kind: "timer", seq, now, timer}
 *       A `timer` effect's id; its time has come. One that was canceled is ignored.
 *   {kind: "event", seq, now, name, data?}
 *       Something happened in the page or the program around it; data is a value, which a trigger's
 *       flow reads as `result`. The name "page" says that the visitor is on another page:
 *       data.url.
 *   {kind: "feedback", seq, now, message, value}
 *       message: id of a `say`; value: 1 or -1.
 *   {kind: "back", seq, now}
 *       To the question before the open one, with variables as they were then.
 *   {kind: "restart", seq, now, seed, filter?}
 *       Begins anew from any state, also from one that cannot be read; keeps the locale of one that
 *       can, its filter, and variables of the visitor.
 *
 * EFFECTS, in the order the host carries them out. `id` is the idempotency key outside:
 * "<seed as 14 hex digits>-<step>-<index>". Keys marked ? are left out when there is nothing.
 *
 *   {kind: "say", id, engine, confidence, tokens, citations, media?, delay?}
 *       engine      "flow" the author's words, "retrieval" from a document, "llm" a language
 *                   model's, "none" a miss or trouble
 *       confidence  0 to 1,000,000
 *       tokens      array of arrays, each a kind and mostly a text:
 *                   ["text", t]  ["mark", t] a matched word  ["code", t] within a line
 *                   ["strong", t] ["emphasis", t] ["link", t, url]
 *                   ["paragraph"] ["item"] ["row"] ["step", number] ["heading"] ["quote"] begin a
 *                   block, ["block"] begins a code block; what stands before the first of these is
 *                   a paragraph. ["break"] ends a line within a block.
 *                   ["gap"] says that words were left out here.
 *       citations   array of {title, path, url}, at most CHATLET_CITATIONS_MAX; path is the
 *                   headings below the title, joined by " › ". url is absolute, root-relative, or
 *                   relative to the folder of the bundle's manifest, never of another scheme than
 *                   http and https. The first one is the passage shown.
 *       media       array of {kind, src?, alt?, title?, tokens?, actions?, items?}: kind "image",
 *                   "video", "audio", "file", "embed", "card", "carousel" or "list"; actions
 *                   [{id, text, url?}], where one without url is chosen by `choice`; items are
 *                   cards. src as citations' url.
 *       delay       ms to show that somebody types before it is shown
 *   {kind: "choices", id, options: [{id, text}]}
 *       At most one set is open; the next text or choice closes it. Ids are "s1" to "s8", suggested
 *       questions, or "retry", which asks the last question again after parts could not be had.
 *   {kind: "ask", id, layout, fields, back}
 *       Waits for the visitor: layout "one" (its prompt was said; a text, a choice, a file or a
 *       form of one answers) or "form" (all fields at once; a form answers). back: whether `back`
 *       leads anywhere. fields: array of
 *         {name, kind, label, required, personal, min?, max?, accept?, options?, value?, error?}
 *       kind   as the flow language has it: "text", "email", … "choice", "multichoice", "rating"
 *       label  a text: the prompt
 *       options [{id, text, description?, image?}]; value: what is filled in already; error: why
 *       the answer was not taken, a text. It is open until the next ask, choices or end.
 *       A confirmation is an ask of one bool field, with options "yes" and "no".
 *   {kind: "need", id, parts: [{id, name}]}
 *       Fetch, chatlet_bundle_add_part each, then send `result`. Always lists every part the step
 *       reads, whether the bundle holds it already or not, so that effects never depend on what was
 *       fetched before. At most one is pending; a new text replaces it.
 *   {kind: "http", id, method, url, headers, body?, format, side, retries, once, timeout?}
 *       Wants a `result`. headers is a map of texts; body a value; format "json" or "form" says how
 *       it is written. side "browser" or "server". once: it must not be sent twice, so it is only
 *       tried again when it surely was not taken; otherwise send the effect's id as
 *       Idempotency-Key. timeout in ms.
 *   {kind: "llm", id, connection, system, prompt, schema?, max_tokens?}
 *       Wants a `result` whose value is the text, or the value as the schema has it.
 *   {kind: "do", id, action, args, to?}
 *       Wants a `result`. args is a map of values. to, where the author named a connection:
 *       {name, url?, method?, format?, headers?, mailto?, server?}; format "json", "form" or
 *       "mailto", server: only chatletd can reach it. Actions of the engine: "open_url" {url},
 *       "document.render" and "certificate.issue" {title, tokens or fields…}: the host shows a
 *       printable page; "email.send" {to?, subject, body}; others are sent to `to`.
 *   {kind: "handoff", id, what, team, summary, data, to?}
 *       what: "handoff", "ticket", "approve". Wants a `result`; of "approve" value is true or
 *       false, later perhaps, by somebody else.
 *   {kind: "timer", id, at}
 *       Send `timer` when it is `at` (ms since 1970, UTC) or later.
 *   {kind: "cancel", id, effect}
 *       Nobody waits for that effect any more.
 *   {kind: "set", id, name, value}
 *       Keep a variable of the visitor; give it to later starts. null: forget it.
 *   {kind: "emit", id, name, data}
 *       For analytics; may be dropped. name is one of "session_started" {}, "question_answered"
 *       {question, url, confidence}, "question_unanswered" {question, confidence},
 *       "feedback_given" {message, value}, "parts_failed" {question}, "nodes_entered" {nodes: as
 *       "flow.node flow.node", in order; leaving one is entering the next}, "field_invalid" {node,
 *       field}, "arm_chosen" {node, arm}, "trigger_fired" {node, on}, "flow_failed" {node, reason},
 *       "flow_ended" {node, outcome, score?}.
 *   {kind: "end", id, outcome}
 *       "restarted": comes under the old seed, then what `start` gives under the new one.
 *       "limit": step CHATLET_STEPS_MAX only ends, whatever its event was; then only restart is
 *       taken.
 *
 * A flow that ends does not end the session: texts are then answered by triggers and documents.
 */
#ifndef CHATLET_SESSION_H
#define CHATLET_SESSION_H

#include <chatlet/bundle.h>
#include <chatlet/value.h>

typedef struct chatlet_step chatlet_step;

/* Takes one step.
 *
 * allocator  kept until the step is freed; all memory of the step comes from it.
 * bundle     open; only read.
 * state      what the previous step returned; empty before `start` and allowed before `restart`.
 * event      one CBOR map as above, at most CHATLET_EVENT_BYTES_MAX.
 * step       gets an owned result; free it with chatlet_step_free.
 * error      NULL, or gets the reason in words when this fails.
 *
 * CHATLET_ERR_SYNTAX   the event is not a map as above.
 * CHATLET_ERR_UTF8     a text of it is not UTF-8.
 * CHATLET_ERR_STATE    the state is corrupt or of another bundle, or the event does not fit it (a
 * choice that was not offered, a result nobody waits for, any but restart after the end). The old
 * state stays good. To move on from another bundle's state, send restart.
 * CHATLET_ERR_LIMIT    event or state too large.
 * CHATLET_ERR_VERSION  this module does not carry the stemmer of the bundle's language.
 * CHATLET_ERR_MEMORY   the allocator refused.
 *
 * Cost: under a millisecond; a text that searches costs what chatlet_query_step costs. */
CHATLET_MUST_USE chatlet_status chatlet_session_step(const chatlet_allocator *allocator,
                                                     const chatlet_bundle *bundle,
                                                     chatlet_str state, chatlet_str event,
                                                     chatlet_step **step, chatlet_error *error);

/* Work kept between the steps of sessions over one bundle, to save it: a question that waits for
 * parts goes on where it stopped, and words met before are not stemmed again. It changes no effect
 * and no state, and may be lost at any time. Used by one thread at a time. Steps taken with it are
 * freed before it. */
typedef struct chatlet_workspace chatlet_workspace;

/* Makes an empty workspace of about 100 kB; all its memory comes from `allocator`, which is kept.
 *
 * CHATLET_ERR_VERSION  this module does not carry the stemmer of the bundle's language.
 * CHATLET_ERR_MEMORY   the allocator refused. */
CHATLET_MUST_USE chatlet_status chatlet_workspace_new(const chatlet_allocator *allocator,
                                                      const chatlet_bundle *bundle,
                                                      chatlet_workspace **workspace);

/* Frees it; before the bundle is closed. NULL is allowed. */
void chatlet_workspace_free(chatlet_workspace *workspace);

/* chatlet_session_step over the workspace's bundle, with its allocator. */
CHATLET_MUST_USE chatlet_status chatlet_workspace_step(chatlet_workspace *workspace,
                                                       chatlet_str state, chatlet_str event,
                                                       chatlet_step **step, chatlet_error *error);

/* What a step does inside, for people who look for a mistake. */
typedef enum chatlet_trace_kind {
    CHATLET_TRACE_NODE,       /* a node is entered */
    CHATLET_TRACE_EXPRESSION, /* an expression of it was evaluated */
    CHATLET_TRACE_VARIABLE,   /* a variable got a value */
    CHATLET_TRACE_FAILURE     /* the node failed */
} chatlet_trace_kind;

/* Views are valid during the callback only. */
typedef struct chatlet_trace {
    chatlet_trace_kind kind;
    chatlet_str flow; /* name; empty outside of flows */
    chatlet_str node; /* name within the flow */
    chatlet_str name; /* what the expression is for ("when", "valid"), the variable, the reason */
    const chatlet_value *value; /* of an expression, which may be an error, or a variable */
} chatlet_trace;

typedef struct chatlet_trace_sink {
    void *context;
    void (*on_trace)(void *context, const chatlet_trace *trace);
} chatlet_trace_sink;

/* chatlet_session_step, with each thing it does told to `sink` while it is done; also when the step
 * fails. */
CHATLET_MUST_USE chatlet_status chatlet_session_step_traced(
    const chatlet_allocator *allocator, const chatlet_bundle *bundle, chatlet_str state,
    chatlet_str event, const chatlet_trace_sink *sink, chatlet_step **step, chatlet_error *error);

/* What a state holds, for people: one CBOR map {seed, seq, step, ended, locale, question, flow?: {
 * flow, waits, node?, field?, refused?, variables: {name: value}, locals: {name: value}, frames:
 * [{kind, flow?, node?, index?}], back: [{node, field}], timers: [trigger numbers]}}; names as
 * "flow.node".
 *
 * cbor  owned by the caller, who gives its data back with the allocator's release.
 *
 * CHATLET_ERR_STATE   corrupt, empty, or of a bundle from which it cannot move.
 * CHATLET_ERR_LIMIT, CHATLET_ERR_MEMORY */
CHATLET_MUST_USE chatlet_status chatlet_state_describe(const chatlet_allocator *allocator,
                                                       const chatlet_bundle *bundle,
                                                       chatlet_str state, chatlet_str *cbor);

/* The new state; borrowed from the step. At most CHATLET_STATE_BYTES_MAX. */
chatlet_str chatlet_step_state(const chatlet_step *step);

/* The effects: one CBOR array of maps; borrowed from the step. */
chatlet_str chatlet_step_effects(const chatlet_step *step);

/* Frees the step. NULL is allowed. */
void chatlet_step_free(chatlet_step *step);

#endif
