#include "render/time/layout.h"

namespace drydock::render {
namespace {

struct Token {
  std::string_view text;
  LayoutPart part;
};

// Of those that begin alike, the first that fits is taken.
constexpr Token kTokens[] = {
    {"January", LayoutPart::LongMonth},
    {"Jan", LayoutPart::Month},
    {"Monday", LayoutPart::LongWeekday},
    {"Mon", LayoutPart::Weekday},
    {"MST", LayoutPart::ZoneName},
    {"01", LayoutPart::ZeroMonth},
    {"02", LayoutPart::ZeroDay},
    {"03", LayoutPart::ZeroHour12},
    {"04", LayoutPart::ZeroMinute},
    {"05", LayoutPart::ZeroSecond},
    {"06", LayoutPart::Year},
    {"002", LayoutPart::ZeroYearDay},
    {"15", LayoutPart::Hour},
    {"1", LayoutPart::NumMonth},
    {"2006", LayoutPart::LongYear},
    {"2", LayoutPart::Day},
    {"_2", LayoutPart::SpaceDay},
    {"__2", LayoutPart::SpaceYearDay},
    {"3", LayoutPart::Hour12},
    {"4", LayoutPart::Minute},
    {"5", LayoutPart::Second},
    {"PM", LayoutPart::UpperPm},
    {"pm", LayoutPart::LowerPm},
    {"-070000", LayoutPart::Offset},
    {"-07:00:00", LayoutPart::Offset},
    {"-0700", LayoutPart::Offset},
    {"-07:00", LayoutPart::Offset},
    {"-07", LayoutPart::Offset},
    {"Z070000", LayoutPart::Offset},
    {"Z07:00:00", LayoutPart::Offset},
    {"Z0700", LayoutPart::Offset},
    {"Z07:00", LayoutPart::Offset},
    {"Z07", LayoutPart::Offset},
};

bool is_digit_at(std::string_view text, size_t i) {
  return i < text.size() && text[i] >= '0' && text[i] <= '9';
}

bool fits(const Token& token, std::string_view text) {
  if (!text.starts_with(token.text)) return false;
  // "Janu" and "Mond" are neither name.
  if (token.part == LayoutPart::Month || token.part == LayoutPart::Weekday) {
    return text.size() == 3 || text[3] < 'a' || text[3] > 'z';
  }
  // "_2006" is a "_" and a year.
  return token.part != LayoutPart::SpaceDay || !text.starts_with("_2006");
}

/// ".000" or ",999" at the front of a text, unless other digits follow.
LayoutChunk read_fraction(std::string_view text) {
  LayoutChunk chunk;
  if (text.size() < 2 || (text[1] != '0' && text[1] != '9')) return chunk;
  size_t end = std::min(text.find_first_not_of(text[1], 1), text.size());
  if (is_digit_at(text, end)) return chunk;
  chunk.part = text[1] == '0' ? LayoutPart::ZeroFraction : LayoutPart::TrimmedFraction;
  chunk.text = text.substr(0, end);
  chunk.digits = static_cast<int>((end - 1) & 0xFFF);  // Go has no room for more
  return chunk;
}

LayoutChunk read_chunk(std::string_view text) {
  if (text[0] == '.' || text[0] == ',') return read_fraction(text);
  for (const Token& token : kTokens) {
    if (token.text[0] != text[0] || !fits(token, text)) continue;
    LayoutChunk chunk;
    chunk.part = token.part;
    chunk.text = token.text;
    return chunk;
  }
  return {};
}

}  // namespace

LayoutChunk next_layout_chunk(std::string_view layout) {
  for (size_t i = 0; i < layout.size(); ++i) {
    LayoutChunk chunk = read_chunk(layout.substr(i));
    if (chunk.part == LayoutPart::None) continue;
    chunk.prefix = layout.substr(0, i);
    chunk.suffix = layout.substr(i + chunk.text.size());
    return chunk;
  }
  LayoutChunk none;
  none.prefix = layout;
  return none;
}

OffsetForm::OffsetForm(std::string_view text)
    : z_for_utc(text[0] == 'Z'),
      minutes(text.size() > 3),
      seconds(text.size() > 6),
      colons(text.size() > 3 && text[3] == ':') {}

size_t OffsetForm::size() const {
  return 3u + (minutes ? 2u + (colons ? 1u : 0u) : 0u) + (seconds ? 2u + (colons ? 1u : 0u) : 0u);
}

}  // namespace drydock::render
