/* States what must hold. Stays on in releases: a wrong answer is worse than a stopped module, and
 * the widget starts another from the saved state. Never about input: input gets a status. */
#ifndef CLET_BASE_ASSERT_H
#define CLET_BASE_ASSERT_H

#define CLET_ASSERT(condition) ((condition) ? (void)0 : __builtin_trap())

#endif
