#include <stdlib.h>

// In C, so that freeing never enters Go.
void bunhelm_free(void *pointer) { free(pointer); }
