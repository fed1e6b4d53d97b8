//! Styled text: its width in a terminal, and how it is cut into lines.
//!
//! Crates that wrap text know words, but no fields and no styles.

use anstyle::{AnsiColor, Color, Style};
use std::fmt;
use unicode_width::UnicodeWidthChar;

pub(crate) const PLAIN: Style = Style::new();
pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const RED: Style = colour(AnsiColor::Red);
pub(crate) const GREEN: Style = colour(AnsiColor::Green);
pub(crate) const YELLOW: Style = colour(AnsiColor::Yellow);
pub(crate) const BLUE: Style = colour(AnsiColor::BrightBlue);
pub(crate) const MAGENTA: Style = colour(AnsiColor::Magenta);
pub(crate) const CYAN: Style = colour(AnsiColor::Cyan);

const fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(colour)))
}

/// Text of which each part has a style. LF in it is a line end.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Text(Vec<(Style, String)>);

impl Text {
    pub(crate) fn new(style: Style, text: impl Into<String>) -> Self {
        Self::default().with(style, text)
    }

    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::new(PLAIN, text)
    }

    /// The same and this.
    pub(crate) fn with(mut self, style: Style, text: impl Into<String>) -> Self {
        self.push(style, &text.into());
        self
    }

    pub(crate) fn push(&mut self, style: Style, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some((last, before)) if *last == style => before.push_str(text),
            _ => self.0.push((style, text.to_owned())),
        }
    }

    pub(crate) fn append(&mut self, more: Self) {
        for (style, text) in more.0 {
            self.push(style, &text);
        }
    }

    /// The same and that.
    pub(crate) fn and(mut self, more: Self) -> Self {
        self.append(more);
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Columns it takes on one line.
    pub(crate) fn width(&self) -> usize {
        self.chars().map(|(_, char)| width(char)).sum()
    }

    /// Nothing comes after the last line end.
    pub(crate) fn ends_line(&self) -> bool {
        self.0.last().is_some_and(|(_, text)| text.ends_with('\n'))
    }

    /// Without the styles.
    pub(crate) fn stripped(&self) -> String {
        self.0.iter().map(|(_, text)| text.as_str()).collect()
    }

    fn chars(&self) -> impl Iterator<Item = (Style, char)> + '_ {
        self.0.iter().flat_map(|(style, text)| text.chars().map(move |char| (*style, char)))
    }

    /// Cut into lines of at most `columns`, if possible after a space or a control character, else after
    /// what separates the parts of an address or a list.
    pub(crate) fn wrap(&self, columns: usize) -> Vec<Self> {
        let mut lines = Vec::new();
        let mut line = Vec::new();
        let mut taken = 0;
        let chars: Vec<_> = self.chars().collect();
        for (index, &(style, char)) in chars.iter().enumerate() {
            if char == '\n' {
                lines.push(of(std::mem::take(&mut line)));
                taken = 0;
                continue;
            }
            let needed = width(char);
            if taken + needed > columns && !line.is_empty() && char != ' ' {
                let after =
                    |is: fn(char) -> bool| line.iter().rposition(|&(_, char)| is(char)).map(|at| at + 1);
                let gap = after(|char| matches!(char, ' ' | '\u{2400}'..='\u{2421}'));
                // `</a>` and `http://` are not cut.
                let is_end = |&at: &usize| {
                    let next = line.get(at).map_or(char, |&(_, next)| next);
                    !matches!((line.get(..at), next), (Some([.., (_, '<' | '/'), (_, '/')]), _) | (_, '/'))
                };
                let part = after(|char| matches!(char, ',' | ';' | '&' | '/' | '|' | '>')).filter(is_end);
                let rest = |at: usize| line.iter().skip(at).chain(chars.iter().skip(index));
                // A word that fits into a line is not cut. One that does not begins a line if it has nothing to be
                // cut after.
                let word = rest(gap.unwrap_or(0)).take_while(|&&(_, char)| !matches!(char, ' ' | '\n'));
                let fits = word.map(|&(_, char)| width(char)).sum::<usize>() <= columns;
                let good = gap.filter(|&at| fits || at * 2 > line.len());
                // Nor is a field, whose value may have spaces.
                let field = line.windows(2).rposition(|pair| matches!(pair, [(_, ' '), (CYAN, _)]));
                let field = field.map(|at| at + 1).filter(|&at| {
                    let all: Vec<_> = rest(at).take_while(|&&(_, char)| char != '\n').collect();
                    let next = all.windows(2).position(|pair| matches!(pair, [(_, ' '), (CYAN, _)]));
                    let all = all.iter().take(next.unwrap_or(all.len()));
                    all.map(|&&(_, char)| width(char)).sum::<usize>() <= columns
                });
                let least = if gap.is_some() { line.len() * 3 / 4 } else { line.len() / 2 };
                let part = part.filter(|&at| at > least);
                let cut = field.or(good).or(part).or(gap).unwrap_or(line.len());
                let next = line.split_off(cut);
                lines.push(of(std::mem::replace(&mut line, next)));
                taken = line.iter().map(|&(_, char)| width(char)).sum();
            }
            line.push((style, char));
            taken += needed;
        }
        lines.push(of(line));
        lines
    }
}

/// Without the spaces at the end.
fn of(mut chars: Vec<(Style, char)>) -> Text {
    while chars.last().is_some_and(|&(_, char)| char == ' ') {
        chars.pop();
    }
    let mut text = Text::default();
    for (style, char) in chars {
        text.push(style, char.encode_utf8(&mut [0; 4]));
    }
    text
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(style, text)| write!(f, "{style}{text}{style:#}"))
    }
}

/// Columns a character takes.
fn width(char: char) -> usize {
    char.width().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn wrapped(text: &str, columns: usize, expected: &[&str]) {
        let lines = Text::plain(text).wrap(columns);
        assert_eq!(lines.iter().map(Text::stripped).collect::<Vec<_>>(), expected);
        assert!(lines.iter().all(|line| line.width() <= columns));
    }

    #[test]
    fn lines() {
        wrapped("", 5, &[""]);
        wrapped("hello", 5, &["hello"]);
        wrapped("hello ", 5, &["hello"]);
        wrapped("hello you", 5, &["hello", "you"]);
        wrapped("hi there you", 8, &["hi there", "you"]);
        wrapped("id=1 id=00-11-22-33", 14, &["id=1", "id=00-11-22-33"]);
        wrapped("id=1 id=00-11-22-33-44", 14, &["id=1", "id=00-11-22-33", "-44"]);
        wrapped("a http://example.com", 8, &["a", "http://e", "xample.c", "om"]);
        wrapped("url=http://a.example/one", 12, &["url=http://a", ".example/one"]);
        wrapped("http://a.example/one/two?x=1&y=2", 16, &["http://a.example", "/one/two?x=1&y=2"]);
        wrapped("0123456789/abc/defg0123456789", 18, &["0123456789/abc/", "defg0123456789"]);
        wrapped("ids=00-11-22,33-44-55", 18, &["ids=00-11-22,", "33-44-55"]);
        wrapped("<PSM>0123456789</PSM>", 18, &["<PSM>0123456789</P", "SM>"]);
        wrapped("<PSM>01234567</PSM><A/>", 20, &["<PSM>01234567</PSM>", "<A/>"]);
        wrapped("one\ntwo\n", 9, &["one", "two", ""]);
        wrapped("Bob␀QA␀icon", 8, &["Bob␀QA␀", "icon"]);
        wrapped("こんにちは", 5, &["こん", "にち", "は"]);
        wrapped("🙂🙂", 3, &["🙂", "🙂"]);
    }

    #[test]
    fn fields() {
        let field = |name: &str, value: &str| Text::new(CYAN, name).with(DIM, "=").with(PLAIN, value);
        let text = field("id", "1").with(PLAIN, " ").and(field("nick", "\"B b\"")).with(PLAIN, " ");
        let text = text.and(field("text", "one two three four"));
        let lines: Vec<_> = text.wrap(14).iter().map(Text::stripped).collect();
        assert_eq!(lines, ["id=1", "nick=\"B b\"", "text=one two", "three four"]);
    }

    #[test]
    fn styles_survive_the_cut() {
        let text = Text::new(BOLD, "one t").with(DIM, "wo three");
        let expected = [Text::new(BOLD, "one t").with(DIM, "wo"), Text::new(DIM, "three")];
        assert_eq!(text.wrap(8), expected);
        assert_eq!(Text::new(BOLD, "x").to_string(), "\u{1b}[1mx\u{1b}[0m");
    }
}
