#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace gmig::db {

/// contract_worker in a process of its own. Ended (SIGKILL) with the object, if it still runs.
class WorkerProcess {
public:
    /// `variables` are added to its environment, as NAME=VALUE.
    explicit WorkerProcess(const std::vector<std::string>& arguments,
                           const std::vector<std::string>& variables = {});
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;
    ~WorkerProcess();

    /// Reads its standard output up to a line.
    void wait_for(const std::string& line) const;
    void signal(int number) const;
    /// Its exit code; 128 + n when signal n ended it.
    int wait();

private:
    pid_t process_ = -1;
    int output_ = -1;
};

}  // namespace gmig::db
