#include "app/facts/shared_cache.hpp"

#include <gmig/support/hash.hpp>

#include <gtest/gtest.h>

#include <string>

namespace gmig::app {
namespace {

const std::string key_here(64, 'a');

LedgerEntry any_entry() {
    LedgerEntry entry;
    entry.id = {"kkkkkkkkkkkk"};
    entry.name = "2026-11-20-100000-3:two\nlines";
    entry.parents = {{"llllllllllll"}, {"mmmmmmmmmmmm"}};
    entry.checksum = {"1:" + std::string(64, 'b')};
    entry.verify_checksum = Checksum{"1:" + std::string(64, 'c')};
    entry.fingerprint = {std::string(64, 'd')};
    entry.transaction = TransactionMode::Off;
    entry.sequence = 7;
    entry.state = RowState::Started;
    entry.statements_done = 2;
    entry.executed_at = {1'700'000'000'123'456};
    entry.duration_us = 42;
    entry.commit = "c0ffee";
    entry.branch = "main";
    entry.executed_by = std::string("ann\0@host", 9);
    entry.gmig_version = "1.2.3";
    entry.run_id = "run";
    return entry;
}

SharedFacts any_facts() {
    SharedEnvironment production{.project = "default", .identity = "one"};
    production.names = {"live", "production"};
    production.kind = EnvironmentKind::Production;
    production.as_of = {-5};
    production.facts = 3;
    production.entries = {any_entry(), LedgerEntry{}};
    SharedEnvironment retired{.project = "default", .identity = "two"};
    retired.retired = true;
    SharedFacts shared;
    shared.environments = {production, retired};
    shared.problems = {"v1/x: it does not begin as a fact does", ""};
    shared.facts = 4;
    return shared;
}

void expect_same(const SharedEnvironment& one, const SharedEnvironment& other) {
    EXPECT_EQ(one.project, other.project);
    EXPECT_EQ(one.identity, other.identity);
    EXPECT_EQ(one.names, other.names);
    EXPECT_EQ(one.kind, other.kind);
    EXPECT_EQ(one.retired, other.retired);
    EXPECT_EQ(one.as_of, other.as_of);
    EXPECT_EQ(one.facts, other.facts);
    EXPECT_EQ(one.entries, other.entries);
}

/// A text under the right sum.
std::string summed(const std::string& body) {
    return "gmig shared facts 1 " + sha256_hex(body) + "\n" + body;
}
std::string body_of(const std::string& text) {
    return text.substr(text.find('\n') + 1);
}

TEST(SharedFactsCache, GivesBackWhatWasKept) {
    const SharedFacts kept = any_facts();
    const auto back = shared_facts_from(text_of_shared_facts(kept, key_here), key_here);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->problems, kept.problems);
    EXPECT_EQ(back->facts, kept.facts);
    ASSERT_EQ(back->environments.size(), 2U);
    expect_same(back->environments[0], kept.environments[0]);
    expect_same(back->environments[1], kept.environments[1]);
}

TEST(SharedFactsCache, IsOfNobodyElse) {
    const std::string text = text_of_shared_facts(any_facts(), key_here);
    EXPECT_FALSE(shared_facts_from(text, std::string(64, 'b')));
    EXPECT_FALSE(shared_facts_from("", key_here));
    EXPECT_FALSE(shared_facts_from("gmig shared facts 2 " + text.substr(20), key_here));
}

TEST(SharedFactsCache, IsNothingWhenAnyByteOfItIsAnotherOrMissing) {
    const std::string text = text_of_shared_facts(any_facts(), key_here);
    for (std::size_t at = 0; at < text.size(); ++at) {
        EXPECT_FALSE(shared_facts_from(text.substr(0, at), key_here)) << at;
        std::string other = text;
        other[at] = static_cast<char>(other[at] ^ 1);
        EXPECT_FALSE(shared_facts_from(other, key_here)) << at;
    }
    EXPECT_FALSE(shared_facts_from(text + " ", key_here));
}

TEST(SharedFactsCache, ReadsNothingBeyondABodyThatEndsEarlyUnderItsRightSum) {
    const std::string body = body_of(text_of_shared_facts(any_facts(), key_here));
    ASSERT_TRUE(shared_facts_from(summed(body), key_here));
    for (std::size_t at = 0; at < body.size(); ++at) {
        EXPECT_FALSE(shared_facts_from(summed(body.substr(0, at)), key_here)) << at;
    }
    for (const char* const field : {"99999999999999999999:", "18446744073709551615:x", "-1:x", ":",
                                    "2:-1", "19:9223372036854775807"}) {
        EXPECT_FALSE(shared_facts_from(summed("64:" + key_here + field), key_here)) << field;
    }
}

}  // namespace
}  // namespace gmig::app
