// The C ABI of libbunhelm: the only place where it is described.
//
// Rules for every function
//   Threads    any thread may call; JavaScript calls from the thread that owns the channel.
//   Blocking   none blocks: each returns in microseconds. The first call of a process waits
//              about 20 ms for Go's run-time to start.
//   Input      pointers are borrowed: Go copies what it needs before it returns. NULL is allowed
//              only with length 0. A length is a count of bytes.
//   Output     nothing is written on failure.
//   Failure    a negative BUNHELM_E* number; no message. Everything a person should read travels in records.
//   Panics     never cross this line: they become BUNHELM_EINTERNAL or an error record.
#ifndef BUNHELM_H
#define BUNHELM_H

#include <stdint.h>

// Changes whenever a signature, a record or the JSON around a request changes.
#define BUNHELM_ABI 3

#define BUNHELM_OK 0
#define BUNHELM_EINVAL -1    // NULL with a length, a length above BUNHELM_MAX_BYTES, malformed options
#define BUNHELM_ECHANNEL -2  // no such channel, or it is closed
#define BUNHELM_EID -3       // the id is in use, or (answer) nothing with that id was asked
#define BUNHELM_ESYSTEM -4   // the operating system refused (no file descriptors left)
#define BUNHELM_EINTERNAL -5 // a bug in this library

#define BUNHELM_MAX_BYTES 0x40000000ULL // 1 GiB: a head or a body

// What a record says about its id.
#define BUNHELM_RESULT 1 // the operation is done; last record of its id
#define BUNHELM_ERROR 2  // the operation has failed; last record of its id
#define BUNHELM_EVENT 3  // something happened; id 0: a log line that belongs to no operation
#define BUNHELM_ASK 4    // the operation waits for bunhelm_answer
#define BUNHELM_PART 5   // a piece of the body of the RESULT or ERROR that comes next; the first has its head

// head is JSON in UTF-8, body the attachments one after another; each is NULL when empty.
// Both belong to the reader once bunhelm_drain has returned them: bunhelm_free each, once.
typedef struct {
  uint64_t id;
  uint64_t kind;
  uint64_t head;
  uint64_t head_len;
  uint64_t body;
  uint64_t body_len;
} bunhelm_record;

// The ABI number of this library.
extern uint32_t bunhelm_abi(void);

// {"abi","bunhelm","helm","kubernetes","go"} as NUL-terminated JSON. Static: never freed.
extern char *bunhelm_info(void);

// Opens a channel. options: JSON object, or NULL. out[0] = the channel's number (above 0),
// out[1] = the file descriptor of the caller's end of a socketpair, owned by the caller. One byte
// arrives on it whenever the queue turns from empty to not empty. Closing it closes the channel:
// its operations are cancelled and what was not drained is freed. A channel that is not used within
// 30 s of its opening is closed too.
extern int32_t bunhelm_open(void *options, uint64_t length, int32_t *out);

// Starts operation `id` (chosen by the caller, above 0, not in use). head: JSON
// {"verb","cwd","client","request","attachments":[length, ...],"apart":{option: index, ...}}; body:
// the attachments. apart: options of the request that are not in it, each as the JSON of one attachment.
// When this returns 0, exactly one RESULT or ERROR record with this id follows, after its events.
extern int32_t bunhelm_call(int32_t channel, uint64_t id, void *head, uint64_t head_len, void *body, uint64_t body_len);

// Answers an ASK. head: JSON {"ok":true} or {"ok":false,"message":string}; body: the answer's bytes.
extern int32_t bunhelm_answer(int32_t channel, uint64_t ask, void *head, uint64_t head_len, void *body, uint64_t body_len);

// Cancels an operation; it still ends with exactly one RESULT or ERROR. An id that is not running
// is no error: the result may be on its way. reason: text for the error's message, or NULL.
extern int32_t bunhelm_cancel(int32_t channel, uint64_t id, void *reason, uint64_t length);

// Moves up to `capacity` records into `records`, and no further one after 1 MiB, and returns how many.
// 0: the queue is empty and the next record rings the bell again.
extern int32_t bunhelm_drain(int32_t channel, bunhelm_record *records, uint32_t capacity);

// C free. NULL is fine; nothing twice. Never enters Go.
extern void bunhelm_free(void *pointer);

#endif
