#include <gmig/support/error.hpp>
#include <gmig/support/module.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Property;
using testing::Throws;

using Double = int (*)(int);

Double double_of(const Module& module) {
    return reinterpret_cast<Double>(module.symbol("unit_module_double"));
}

TEST(Module, OfOurOwnIsFoundFromTheProgram) {
    const Module module = Module::open_own("unit_module");
    EXPECT_EQ(double_of(module)(21), 42);
}

TEST(Module, ThrowsErrorsThatTheProgramCatches) {
    const Module module = Module::open_own("unit_module");
    EXPECT_THAT([&] { double_of(module)(-1); },
                Throws<Error>(AllOf(Property(&Error::kind, Error::Kind::Database),
                                    Property(&Error::what, HasSubstr("negative")))));
}

TEST(Module, ThatIsMissingIsNamedWithTheFoldersLookedIn) {
    EXPECT_THAT([] { Module::open_own("unit_missing"); },
                Throws<Error>(AllOf(Property(&Error::kind, Error::Kind::Environment),
                                    Property(&Error::what, AllOf(HasSubstr("unit_missing.so"),
                                                                 HasSubstr("/lib/gmig nor in "),
                                                                 testing::Not(HasSubstr("..")))))));
}

TEST(Module, ThatIsBrokenIsNamedWithTheReason) {
    EXPECT_THAT([] { Module::open_own("unit_broken"); },
                Throws<Error>(AllOf(Property(&Error::kind, Error::Kind::Environment),
                                    Property(&Error::what, HasSubstr("unit_broken.so")))));
}

TEST(Module, LacksASymbolByName) {
    const Module module = Module::open_own("unit_module");
    EXPECT_THAT([&] { static_cast<void>(module.symbol("unit_module_triple")); },
                Throws<Error>(AllOf(Property(&Error::kind, Error::Kind::Internal),
                                    Property(&Error::what, HasSubstr("unit_module_triple")))));
}

TEST(SystemLibrary, IsOpenedByItsSoname) {
    const Module library = Module::open_system("libc.so.6", "libc6");
    EXPECT_NE(library.symbol("getpid"), nullptr);
}

TEST(SystemLibrary, ThatIsMissingIsNamedWithItsPackage) {
    EXPECT_THAT([] { Module::open_system("libgmig-missing.so.1", "libgmig-missing1"); },
                Throws<Error>(AllOf(Property(&Error::kind, Error::Kind::Environment),
                                    Property(&Error::what, HasSubstr("libgmig-missing.so.1")),
                                    Property(&Error::next, "apt install libgmig-missing1"))));
}

}  // namespace
}  // namespace gmig
