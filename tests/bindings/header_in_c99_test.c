/* brygga.h must be C99 without extensions: this file is compiled as that, and uses what a C client
 * uses. The test in brygga_abi_test.cpp calls it. */
#include <stddef.h>

#include "brygga.h"

int brygga_header_works_in_c99(void);

int brygga_header_works_in_c99(void) {
  brygga_device* device = NULL;
  char* out = NULL;
  brygga_status status = brygga_open(NULL, NULL, &device, &out);
  brygga_free(out);
  if (status != BRYGGA_INVALID || device != NULL) return 0;
  status = brygga_call(device, "status.show", "{}", &out);
  brygga_free(out);
  return status == BRYGGA_INVALID && brygga_close(&device) == BRYGGA_OK;
}
