#include "base/text_folding.hpp"

#include <array>
#include <utility>

#include "base/utf8.hpp"

namespace brygga {
namespace {

// The letter without marks of U+00C0 to U+024F and of U+1E00 to U+1EFF, one each, after Unicode's
// compatibility decompositions; '*' where it is several (ligatures, below), '.' where there is
// none: then the character stands for itself.
constexpr std::string_view latin =
    "aaaaaa*ceeeeiiiidnooooo.ouuuuy**aaaaaa*ceeeeiiiidnooooo.ouuuuy*y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkklllllll"
    "lllnnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
    "bbbb...cc.ddd....ffg...ikkl..nnooo..pp.....ttttuu.vyyzz........."
    "....*********aaiioouuuuuuuuuu.aaaa**ggggkkoooo..j***gg..nnaa**oo"
    "aaaaeeeeiiiioooorrrruuuusstt..hhnd..zzaaeeooooooooyylnt...acclts"
    "z..b..eejj.qrryy";
constexpr std::string_view latin_additional =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwyas..*.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy....yy";
static_assert(latin.size() == 0x250 - 0xC0 && latin_additional.size() == 0x100);

std::string_view ligature(std::uint32_t code) {
  switch (code) {
    case 0xC6:
    case 0xE6:
    case 0x1E2:
    case 0x1E3:
    case 0x1FC:
    case 0x1FD:
      return "ae";
    case 0xDE:
    case 0xFE:
      return "th";
    case 0xDF:
    case 0x1E9E:
      return "ss";
    case 0x132:
    case 0x133:
      return "ij";
    case 0x152:
    case 0x153:
      return "oe";
    case 0x1C7:
    case 0x1C8:
    case 0x1C9:
      return "lj";
    case 0x1CA:
    case 0x1CB:
    case 0x1CC:
      return "nj";
    default:
      return "dz";
  }
}

bool is_from_to(std::uint32_t code, std::uint32_t low, std::uint32_t high) {
  return code >= low && code <= high;
}

enum class Sort { letter, joint, nothing, gap };

// nothing: marks on the letter before, and what cannot be seen.
Sort sort_of(std::uint32_t code) {
  if (is_from_to(code, '0', '9') || is_from_to(code, 'a', 'z') || is_from_to(code, 'A', 'Z')) {
    return Sort::letter;
  }
  if (code == '-' || code == '\'' || is_from_to(code, 0x2010, 0x2013) || code == 0x2019 ||
      code == 0xB4) {
    return Sort::joint;
  }
  if (is_from_to(code, 0x300, 0x36F) || code == 0xAD || is_from_to(code, 0x200B, 0x200F) ||
      code == 0x2060 || code == 0xFEFF) {
    return Sort::nothing;
  }
  const bool is_letter_of_latin_1 = code == 0xAA || code == 0xB5 || code == 0xBA;
  const bool is_gap = (code < 0xC0 && !is_letter_of_latin_1) || code == 0xD7 || code == 0xF7 ||
                      is_from_to(code, 0x2000, 0x206F) || is_from_to(code, 0x3000, 0x303F) ||
                      is_from_to(code, 0xE000, 0xF8FF) || code == 0xFFFD;
  return is_gap ? Sort::gap : Sort::letter;
}

void append_folded(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(is_from_to(code, 'A', 'Z') ? code + 0x20 : code);
    return;
  }
  const bool is_additional = is_from_to(code, 0x1E00, 0x1EFF);
  if (is_from_to(code, 0xC0, 0x24F) || is_additional) {
    const char base = is_additional ? latin_additional[code - 0x1E00] : latin[code - 0xC0];
    if (base == '*') {
      out += ligature(code);
      return;
    }
    if (base != '.') {
      out += base;
      return;
    }
  }
  // Capitals of Greek and Cyrillic.
  const bool is_near = is_from_to(code, 0x391, 0x3A9) || is_from_to(code, 0x410, 0x42F);
  const bool is_far = is_from_to(code, 0x400, 0x40F);
  append_utf8(out, is_near ? code + 0x20 : is_far ? code + 0x50 : code);
}

// Walks over a text and collects its words.
class WordReader {
 public:
  explicit WordReader(std::string_view text) : text_(text) {}

  std::vector<FoldedWord> read() {
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t length = utf8_sequence_length(text_, at);
      if (length == 0) {
        end_chain();
        ++at;
        continue;
      }
      take(utf8_code_point(text_.substr(at, length)), at, length);
      at += length;
    }
    end_chain();
    return std::move(words_);
  }

 private:
  void take(std::uint32_t code, std::size_t at, std::size_t length) {
    switch (sort_of(code)) {
      case Sort::letter:
        add(code, at, length);
        break;
      case Sort::joint:
        // Two joints in a row are a dash.
        if (word_.folded.empty()) {
          end_chain();
        } else {
          end_word();
        }
        break;
      case Sort::nothing:
        if (!word_.folded.empty()) word_.size = at + length - word_.at;
        break;
      case Sort::gap:
        end_chain();
        break;
    }
  }

  void add(std::uint32_t code, std::size_t at, std::size_t length) {
    if (word_.folded.empty()) word_.at = at;
    word_.size = at + length - word_.at;
    const std::size_t size = word_.folded.size();
    if (is_cut_) return;
    append_folded(word_.folded, code);
    if (word_.folded.size() <= folded_word_bytes_max) return;
    word_.folded.resize(size);
    is_cut_ = true;
  }

  void end_word() {
    is_cut_ = false;
    if (word_.folded.empty()) return;
    if (chain_words_ == 0) chain_ = FoldedWord{{}, word_.at, 0, true};
    ++chain_words_;
    if (chain_.folded.size() + word_.folded.size() <= folded_word_bytes_max) {
      chain_.folded += word_.folded;
    }
    chain_.size = word_.at + word_.size - chain_.at;
    words_.push_back(std::exchange(word_, {}));
  }

  void end_chain() {
    end_word();
    if (chain_words_ > 1) words_.push_back(chain_);
    chain_words_ = 0;
  }

  std::string_view text_;
  std::vector<FoldedWord> words_;
  FoldedWord word_, chain_;
  std::size_t chain_words_ = 0;
  bool is_cut_ = false;
};

}  // namespace

std::vector<FoldedWord> folded_words(std::string_view text) { return WordReader(text).read(); }

std::string to_lower(std::string_view utf8) {
  std::string lower(utf8);
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(lower[i]);
    const auto before = i > 0 ? static_cast<std::uint8_t>(lower[i - 1]) : std::uint8_t{0};
    // U+00C0 to U+00DE are C3 80 to C3 9E; C3 97 is the multiplication sign.
    const bool is_latin_capital = before == 0xC3 && is_from_to(byte, 0x80, 0x9E) && byte != 0x97;
    if (is_from_to(byte, 'A', 'Z') || is_latin_capital) {
      lower[i] = static_cast<char>(byte + 0x20);
    }
  }
  return lower;
}

}  // namespace brygga
