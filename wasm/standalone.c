/* What code made by Emscripten calls in JavaScript that Emscripten would make too. Modules here
 * come without it. */
#include <stddef.h>
#include <stdint.h>

void emscripten_notify_memory_growth(size_t memory_index);
void setTempRet0(int32_t value);
int32_t getTempRet0(void);

/* Memory has grown: hosts here look at it anew each time. */
void emscripten_notify_memory_growth(size_t memory_index) { (void)memory_index; }

/* Upper half of a 64-bit result, between a longjmp and its setjmp. A module has one thread. */
static int32_t upper_half;

void setTempRet0(int32_t value) { upper_half = value; }

int32_t getTempRet0(void) { return upper_half; }
