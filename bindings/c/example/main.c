#include <brygga.h>
#include <stdio.h>

int main(int count, char** arguments) {
  brygga_device* device;
  char* answer;
  if (brygga_open(count > 1 ? arguments[1] : "device.db", NULL, &device, &answer) == BRYGGA_OK) {
    brygga_free(answer);
    brygga_call(device, "status", NULL, &answer);
  }
  puts(answer);
  brygga_free(answer);
  return brygga_close(&device);
}
