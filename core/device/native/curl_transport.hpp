// Transport over libcurl: HTTP and HTTPS, connections kept open, bodies compressed with zstd.
//
// post() belongs to one thread at a time; cancel() may be called from any.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "device/transport.hpp"

namespace brygga {

struct CurlOptions {
  std::string ca_file;   // trust these certificates instead of the system's; empty: the system's
  bool compress = true;  // send bodies above 1 KiB compressed
};

class CurlTransport : public Transport {
 public:
  explicit CurlTransport(CurlOptions options = {});
  ~CurlTransport() override;

  Result<HttpReply> post(const HttpRequest& request) override;
  void cancel() override;

 private:
  struct Handle;
  CurlOptions options_;
  std::unique_ptr<Handle> handle_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace brygga
