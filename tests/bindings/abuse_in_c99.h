/* What a C client can do to the ABI, right and wrong: each is 1 when it went as brygga.h says. */
#ifndef BRYGGA_TESTS_ABUSE_IN_C99_H
#define BRYGGA_TESTS_ABUSE_IN_C99_H

#ifdef __cplusplus
extern "C" {
#endif

int null_is_refused(void);
int wrong_and_closed_handles_are_found_out(const char* path);
int texts_that_are_none_are_refused(const char* path);
int huge_and_empty_inputs_are_answered(const char* path);
int threads_may_all_call_at_once(const char* path);
int callback_may_call_but_not_close(const char* path);

#ifdef __cplusplus
}
#endif

#endif /* BRYGGA_TESTS_ABUSE_IN_C99_H */
