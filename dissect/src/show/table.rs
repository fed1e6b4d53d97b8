//! Cells side by side, in columns that are as wide as what was put into them of late.

use crate::count;
use crate::show::text::{DIM, Text};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Columns between cells.
const BETWEEN: usize = 2;
/// A last cell of fewer columns goes below the others, where the text is wide enough for more.
const NARROW: usize = 30;
/// Lines shown of a last cell.
const LINES: usize = 24;
/// After so many rows that need less, a column becomes narrower.
const ROWS: u8 = 30;

/// A column of the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) width: usize,
    /// Never less, and what is wider is cut into lines.
    limits: [usize; 2],
    /// Numbers are at the right.
    right: bool,
    /// The widest cell of the rows counted, which all need less than the width.
    lately: usize,
    rows: u8,
}

impl Column {
    pub(crate) const fn new(width: usize, limits: [usize; 2]) -> Self {
        Self { width, limits, right: false, lately: 0, rows: 0 }
    }

    pub(crate) const fn right(self) -> Self {
        Self { right: true, ..self }
    }

    /// Cuts a cell into lines, for which the column may become wider, or narrower again.
    fn fit(&mut self, cell: &Text) -> Vec<Text> {
        let [least, most] = self.limits;
        let widest = cell.wrap(most).iter().map(Text::width).max().unwrap_or(0);
        self.lately = self.lately.max(widest);
        self.rows += 1;
        if widest >= self.width || self.rows >= ROWS {
            self.width = self.lately.max(least);
            (self.lately, self.rows) = (0, 0);
        }
        cell.wrap(self.width)
    }
}

/// Writes a row: what goes before it, cells in their columns, and the last cell, which takes the
/// rest of the width and may have many lines.
///
/// # Errors
/// Those of the writer.
pub(crate) fn row<const N: usize>(
    out: &mut impl Write,
    width: usize,
    before: &Text,
    columns: &mut [Column; N],
    cells: &[Text; N],
    last: &[Text],
) -> io::Result<()> {
    let lines: Vec<_> = columns.iter_mut().zip(cells).map(|(column, cell)| column.fit(cell)).collect();
    let taken: usize = columns.iter().map(|column| column.width + BETWEEN).sum();
    let room = width.saturating_sub(before.width() + taken);
    let wrap = |columns: usize| shortened(last.iter().flat_map(|text| text.wrap(columns)).collect());
    let below = room < NARROW.min((width / 4).max(20)) && last.iter().any(|text| text.width() > room);
    let beside = if below { Vec::new() } else { wrap(room.max(1)) };

    let height = lines.iter().map(Vec::len).chain([beside.len(), 1]).max().unwrap_or(1);
    let mut output = String::new();
    for index in 0..height {
        let mut line = Line::default();
        match index {
            0 => line.put(before, before.width(), false),
            _ => line.skip(before.width()),
        }
        for (column, cell) in columns.iter().zip(&lines) {
            match cell.get(index) {
                Some(text) => line.put(text, column.width, column.right),
                None => line.skip(column.width),
            }
            line.skip(BETWEEN);
        }
        if let Some(text) = beside.get(index) {
            line.put(text, text.width(), false);
        }
        output.push_str(&line.text);
        output.push('\n');
    }
    if below {
        let indent = before.width().min(width / 4);
        for text in wrap(width.saturating_sub(indent).max(1)) {
            let mut line = Line::default();
            line.skip(indent);
            line.put(&text, text.width(), false);
            output.push_str(&line.text);
            output.push('\n');
        }
    }
    out.write_all(output.as_bytes())
}

/// The first lines, and how many more there are.
pub(crate) fn shortened(mut lines: Vec<Text>) -> Vec<Text> {
    if lines.len() > LINES {
        let more = lines.split_off(LINES - 1).len();
        lines.push(Text::new(DIM, format!("… {} more", count(more, "line"))));
    }
    lines
}

/// A line, without spaces at the end.
#[derive(Default)]
struct Line {
    text: String,
    /// Spaces due before the next text.
    spaces: usize,
}

impl Line {
    fn skip(&mut self, columns: usize) {
        self.spaces += columns;
    }

    fn put(&mut self, text: &Text, columns: usize, right: bool) {
        let spare = columns.saturating_sub(text.width());
        if text.is_empty() || right {
            self.spaces += spare;
        }
        if !text.is_empty() {
            // Writing to a `String` cannot fail.
            let _ = write!(self.text, "{:1$}{text}", "", self.spaces);
            self.spaces = if right { 0 } else { spare };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 2] = [Column::new(3, [2, 6]), Column::new(2, [1, 4]).right()];

    #[track_caller]
    fn case(columns: &mut [Column; 2], width: usize, cells: [&str; 2], last: &str, expected: &str) {
        let mut out = Vec::new();
        let before = Text::plain("> ");
        row(&mut out, width, &before, columns, &cells.map(Text::plain), &[Text::plain(last)]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn columns_grow() {
        let columns = &mut COLUMNS.clone();
        case(columns, 60, ["a", "1"], "x y", "> a     1  x y\n");
        case(columns, 60, ["abcde", "1"], "x", "> abcde   1  x\n");
        case(columns, 60, ["a", ""], "x", "> a          x\n");
        case(columns, 60, ["", "12345"], "", ">        1234\n            5\n");
        case(columns, 60, ["one two", "1"], "x\ny", "> one       1  x\n  two          y\n");
    }

    #[test]
    fn columns_shrink() {
        let mut column = Column::new(9, [2, 10]);
        let mut widths = Vec::new();
        for cell in ["123", "1"].into_iter().chain([""; 58]).chain(["1234"]) {
            column.fit(&Text::plain(cell));
            widths.push(column.width);
        }
        assert_eq!((widths[28], widths[29], widths[58], widths[59], widths[60]), (9, 3, 3, 2, 4));
    }

    #[test]
    fn long_cells_are_shortened() {
        let lines = shortened(vec![Text::plain("x"); 30]);
        assert_eq!((lines.len(), lines.last()), (24, Some(&Text::new(DIM, "… 7 lines more"))));
    }

    #[test]
    fn the_last_cell_goes_below() {
        let text = "some words that need much more room than there is";
        let below = "> a     1\n  some words that need much\n  more room than there is\n";
        case(&mut COLUMNS.clone(), 28, ["a", "1"], text, below);
        case(&mut COLUMNS.clone(), 28, ["a", "1"], "few", "> a     1  few\n");
    }
}
