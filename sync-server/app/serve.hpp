// The verb serve: the office on the network until it is told to stop.
#pragma once

#include <string>

#include "http/http_server.hpp"

namespace brygga::server {

struct ServeOptions {
  std::string data_folder;
  std::string listen = "127.0.0.1:8470";  // address:port; [::1]:8470 for IPv6
  std::string port_file;                  // the port is written there when it listens; empty: none
  std::string log_level = "info";
  std::string web_folder;  // the web app as it was built; empty: it is not served
  HttpOptions http;
};

// Serves until SIGTERM or SIGINT; returns the exit status.
int serve(const ServeOptions& options, const Schema& schema);

}  // namespace brygga::server
