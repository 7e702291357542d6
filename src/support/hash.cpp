#include "support/descriptor.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/hash.hpp>

#include <openssl/evp.h>
#include <sys/random.h>

#include <array>
#include <cerrno>
#include <memory>
#include <new>

namespace gmig {
namespace {

struct ContextDeleter {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// Looked up once: libcrypto takes longer to find an algorithm than to hash a small text by it.
const EVP_MD* sha256_algorithm() {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
    return algorithm;
}

/// One per thread and used again: making one costs as much as hashing a small text.
EVP_MD_CTX* digest_context() {
    thread_local const std::unique_ptr<EVP_MD_CTX, ContextDeleter> context(EVP_MD_CTX_new());
    return context.get();
}

void append_hex(std::string& text, unsigned char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    text += digits[byte >> 4U];
    text += digits[byte & 0xFU];
}

std::string hexadecimal(const unsigned char* bytes, std::size_t count) {
    std::string text;
    text.reserve(2 * count);
    for (std::size_t i = 0; i < count; ++i) {
        append_hex(text, bytes[i]);
    }
    return text;
}

void require(bool good) {
    if (!good) {
        throw Error(Error::Kind::Environment, "libcrypto cannot compute a hash");
    }
}

std::string final_hex(EVP_MD_CTX* context) {
    std::array<unsigned char, 32> digest{};
    require(EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1);
    return hexadecimal(digest.data(), digest.size());
}

}  // namespace

std::string sha256_hex(std::initializer_list<std::string_view> parts) {
    EVP_MD_CTX* const context = digest_context();
    require(EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr) == 1);
    for (const std::string_view part : parts) {
        require(EVP_DigestUpdate(context, part.data(), part.size()) == 1);
    }
    return final_hex(context);
}

struct Sha256::Context {
    std::unique_ptr<EVP_MD_CTX, ContextDeleter> handle{EVP_MD_CTX_new()};
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
    require(EVP_DigestInit_ex2(context_->handle.get(), sha256_algorithm(), nullptr) == 1);
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
    require(EVP_DigestUpdate(context_->handle.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::hex() const {
    EVP_MD_CTX* const copy = digest_context();
    require(EVP_MD_CTX_copy_ex(copy, context_->handle.get()) == 1);
    return final_hex(copy);
}

std::string sha256_hex(std::string_view bytes) {
    return sha256_hex({bytes});
}

std::string sha384_hex(std::string_view bytes) {
    std::array<unsigned char, 48> digest{};
    require(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha384(), nullptr) ==
            1);
    return hexadecimal(digest.data(), digest.size());
}

std::string md5_hex(std::string_view bytes) {
    std::array<unsigned char, 16> digest{};
    require(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_md5(), nullptr) ==
            1);
    return hexadecimal(digest.data(), digest.size());
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    std::size_t done = 0;
    while (done < count) {
        const ssize_t got = ::getrandom(bytes.data() + done, count - done, 0);
        if (got >= 0) {
            done += static_cast<std::size_t>(got);
        } else if (errno != EINTR) {
            throw Error(Error::Kind::Environment,
                        "the kernel gives no random bytes: " + describe_errno(errno));
        }
    }
    return bytes;
}

std::string random_uuid() {
    std::string bytes = random_bytes(16);
    // RFC 9562 section 5.4: the version in byte 6, the variant in byte 8.
    bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0FU) | 0x40U);
    bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3FU) | 0x80U);
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            text += '-';
        }
        append_hex(text, static_cast<unsigned char>(bytes[i]));
    }
    return text;
}

}  // namespace gmig
