#pragma once

#include <gmig/schema/modification.hpp>

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace gmig::schema {

/// Where a step stands among those that could as well be done before or after it.
enum class Rank : std::uint8_t {
    DetachTable,
    DropDependent,  ///< triggers, policies, views
    DropForeignKey,
    DropIndex,
    DropConstraint,
    DropRoutine,
    DropTable,
    DropType,
    DropNamespace,
    CreateNamespace,
    CreateExtension,
    CreateType,
    CreateSequence,
    CreateRoutine,
    CreateTable,
    AlterTable,
    OwnSequence,
    AttachTable,
    AddConstraint,
    CreateIndex,
    AddForeignKey,
    CreateView,
    CreateTrigger,
    Annotate,
};

struct Step {
    Modification modification;
    Rank rank{};
    std::string object;  ///< by which steps of one rank are sorted, and named in messages
    int detail = 0;      ///< and those of one object
};

/// Steps, and which of them comes before which.
class StepGraph {
public:
    /// Numbers count from 0.
    std::size_t add(Step step);
    void require(std::size_t first, std::size_t then);
    [[nodiscard]] std::size_t size() const { return steps_.size(); }

    /// In an order that keeps what is required, otherwise by rank, object and detail. Error{Usage}
    /// names the objects of a cycle.
    std::vector<Modification> sorted() &&;

private:
    [[nodiscard]] std::vector<std::size_t> by_rank() const;
    [[noreturn]] void refuse_cycle(const std::vector<std::size_t>& waiting_for) const;

    std::vector<Step> steps_;
    std::vector<std::vector<std::size_t>> followers_;
};

}  // namespace gmig::schema
