#include "app/switch/switch_proof.hpp"

#include "app/executed.hpp"
#include "app/schema/proof.hpp"
#include "app/schema/replay.hpp"
#include <gmig/sql/touched.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

/// One proof; the shadow goes where the database would.
class SwitchTrial {
public:
    SwitchTrial(const SwitchScene& scene, const SwitchPlan& plan, const std::vector<WayBack>& ways)
        : scene_(scene), plan_(plan), ways_(ways) {
        for (const Step& step : plan.minimal.steps) {
            if (step.action == Action::Rollback) {
                goes_.push_back(*step.entry);
            }
        }
    }

    std::string verdict() {
        const std::size_t common = common_beginning();
        db::Shadow wanted = replay(scene_.request, scene_.workspace, files(common));
        db::Shadow shadow = wanted.copy();
        for (std::size_t row = common; row < scene_.facts.entries.size(); ++row) {
            run_row(shadow, row);
        }
        take_steps(shadow);
        for (std::size_t place = common; place < scene_.target.history.size(); ++place) {
            run_on(wanted, scene_.request, scene_.workspace, file_at(place));
        }
        return compare(shadow.schema(), wanted.schema());
    }

private:
    [[nodiscard]] const Migration& file_at(std::size_t place) const {
        return scene_.target.history.migrations()[place];
    }

    /// So many rows are, in this order, what the target begins with.
    [[nodiscard]] std::size_t common_beginning() const {
        const auto& rows = scene_.facts.entries;
        const auto files = scene_.target.history.migrations();
        const auto differs =
            std::mismatch(rows.begin(), rows.end(), files.begin(), files.end(),
                          [](const LedgerEntry& row, const Migration& file) {
                              return row.id == file.id && row.checksum == file.checksum;
                          });
        return static_cast<std::size_t>(differs.first - rows.begin());
    }

    [[nodiscard]] std::vector<const Migration*> files(std::size_t count) const {
        std::vector<const Migration*> files;
        for (std::size_t place = 0; place < count; ++place) {
            files.push_back(&file_at(place));
        }
        return files;
    }

    static bool is_in(const std::vector<std::size_t>& rows, std::size_t row) {
        return std::ranges::find(rows, row) != rows.end();
    }

    void run_row(db::Shadow& shadow, std::size_t row) {
        const LedgerEntry& entry = scene_.facts.entries[row];
        const auto place = scene_.target.history.position(entry.id);
        const Step step{.action = Action::Execute,
                        .id = entry.id,
                        .name = entry.name,
                        .position = place,
                        .entry = row};
        const Migration executed = executed_parts(scene_.connection, scene_.renderer, step, entry,
                                                  place ? &file_at(*place) : nullptr);
        run(shadow, entry.name, executed.up, runnable_options(scene_.workspace, executed),
            is_in(goes_, row) || is_in(plan_.crossed, row));
    }

    void take_steps(db::Shadow& shadow) {
        auto way = ways_.begin();
        for (const Step& step : plan_.minimal.steps) {
            if (step.action == Action::Rollback) {
                run(shadow, step.name, way->down, way->options, true);
                ++way;
            } else if (step.action == Action::Execute) {
                const Migration& rendered = scene_.renderer.rendered(*step.position);
                run(shadow, step.name, rendered.up, runnable_options(scene_.workspace, rendered),
                    true);
            }
        }
    }

    void run(db::Shadow& shadow, const std::string& name, const Script& part,
             const sql::RunnableOptions& options, bool matters) {
        const db::ShadowRun run = shadow.run(part, options);
        if (!matters || !trouble_.empty()) {
            return;
        }
        const Touches touches = run.touches ? *run.touches : sql::touched(part, options);
        if (!touches.data.empty()) {
            trouble_ = name + " touches data, or may: " + touches.data.front();
        } else if (!touches.unseen.empty()) {
            trouble_ = name + " cannot be looked into: " + touches.unseen.front();
        }
    }

    [[nodiscard]] std::string compare(const schema::Schema& reached,
                                      const schema::Schema& wanted) const {
        for (const schema::Schema* const schema : {&reached, &wanted}) {
            if (!schema->unmodelled.empty()) {
                return "there is something in the schema that gmig cannot compare: " +
                       schema->unmodelled.front();
            }
        }
        return schema::same(reached, wanted)
                   ? trouble_
                   : first_difference(reached, wanted) + " would not be as it is to be";
    }

    const SwitchScene& scene_;
    const SwitchPlan& plan_;
    const std::vector<WayBack>& ways_;
    std::vector<std::size_t> goes_;
    std::string trouble_;
};

}  // namespace

std::string why_not_minimal(const SwitchScene& scene, const SwitchPlan& plan,
                            const std::vector<WayBack>& ways) {
    try {
        return SwitchTrial(scene, plan, ways).verdict();
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::Signal) {
            throw;
        }
        const std::string where = to_string(error.where());
        return "on a shadow: " + (where.empty() ? "" : where + ": ") + error.what();
    }
}

}  // namespace gmig::app
