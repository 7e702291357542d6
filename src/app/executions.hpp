#pragma once

#include "app/executed.hpp"
#include <gmig/app/look.hpp>
#include <gmig/app/workspace.hpp>

#include <optional>
#include <unordered_map>
#include <vector>

namespace gmig::app {

/// What is known of where migrations are executed.
class Executions {
public:
    /// Asks no environment over a network.
    Executions(const Request& request, const Workspace& workspace);
    ~Executions() = default;
    Executions(const Executions&) = delete;
    Executions& operator=(const Executions&) = delete;

    [[nodiscard]] std::vector<KnownFacts> environments() const;
    [[nodiscard]] std::vector<Execution> of(const Migration& migration) const;

private:
    struct Row {
        const Facts* facts = nullptr;
        const LedgerEntry* entry = nullptr;
    };
    std::vector<Facts> facts_;
    std::unordered_map<MigrationId, std::vector<Row>> rows_;
};

/// How the parts that an environment executed became the file's; none where they are the same.
/// Nothing where libgit2 is missing.
std::optional<std::vector<ShowResult::Difference>> text_differences(const std::string& environment,
                                                                    const db::Texts& executed,
                                                                    const std::string& path,
                                                                    const db::Texts& now);

/// The same for each environment whose ledger can be read without a network; what cannot be told is
/// in the notes.
void put_differences(const Request& request, const Workspace& workspace, ShowResult& shown);

}  // namespace gmig::app
