// The library is a program as well, for src/native/process.ts, where it is not wanted in the process: this is what the
// kernel starts when it runs the file.
#include <elf.h>
#include <stdlib.h>

static const char interpreter[] __attribute__((section(".interp"), used, retain)) =
#if defined(__x86_64__)
	"/lib64/ld-linux-x86-64.so.2";
__asm__(".globl start_program\n.hidden start_program\n.type start_program,@function\nstart_program:\n"
	"xorl %ebp, %ebp\nmovq %rsp, %rdi\nandq $-16, %rsp\ncall run_program\n");
#elif defined(__aarch64__)
	"/lib/ld-linux-aarch64.so.1";
__asm__(".globl start_program\n.hidden start_program\n.type start_program,%function\nstart_program:\n"
	"mov x29, #0\nmov x30, #0\nmov x0, sp\nbl run_program\n");
#endif

extern const Elf64_Ehdr __ehdr_start __attribute__((visibility("hidden")));
extern const Elf64_Dyn _DYNAMIC[] __attribute__((visibility("hidden")));

// The dynamic linker runs the constructors of libraries, and leaves those of a program to the program. One starts Go.
static void construct(int count, char **arguments, char **environment) {
	const char *base = (const char *)&__ehdr_start;
	void (**constructors)(int, char **, char **) = NULL;
	size_t size = 0;
	for (const Elf64_Dyn *entry = _DYNAMIC; entry->d_tag != DT_NULL; entry++) {
		if (entry->d_tag == DT_INIT_ARRAY) constructors = (void *)(base + entry->d_un.d_ptr);
		if (entry->d_tag == DT_INIT_ARRAYSZ) size = entry->d_un.d_val;
	}
	for (size_t i = 0; i < size / sizeof *constructors; i++) constructors[i](count, arguments, environment);
}

extern int serveProgram(char *limit); // of exports.go

// stack: as the kernel hands it over: how many arguments there are, they themselves, a null, the environment.
__attribute__((visibility("hidden"), used)) void run_program(long *stack) {
	int count = (int)stack[0];
	char **arguments = (char **)(stack + 1);
	construct(count, arguments, arguments + count + 1);
	exit(serveProgram(count > 1 ? arguments[1] : NULL));
}
