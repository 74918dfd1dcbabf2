//! Tables as text, for a terminal or for Markdown.

/// A table: every row has as many cells as the header.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// The names of the columns.
    pub(crate) header: Vec<String>,
    /// The rows.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    /// The table with its columns lined up; the first column stands to the left, all others to the
    /// right.
    pub(crate) fn plain(&self) -> String {
        let widths = self.widths();
        let lines = std::iter::once(&self.header).chain(&self.rows);
        lines.map(|row| format!("{}\n", aligned(row, &widths).join("   ").trim_end())).collect()
    }

    /// The table in Markdown, lined up too, since people read the source.
    pub(crate) fn markdown(&self) -> String {
        let widths: Vec<usize> = self.widths().into_iter().map(|width| width.max(3)).collect();
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let rule = widths.iter().enumerate().map(|(column, width)| match column {
            0 => "-".repeat(*width),
            _ => format!("{}:", "-".repeat(width - 1)),
        });
        let mut text = line(aligned(&self.header, &widths));
        text.push_str(&line(rule.collect()));
        text.extend(self.rows.iter().map(|row| line(aligned(row, &widths))));
        text
    }

    /// How wide each column is, in characters.
    fn widths(&self) -> Vec<usize> {
        let rows = || std::iter::once(&self.header).chain(&self.rows);
        let width =
            |column: usize| rows().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
        (0..self.header.len()).map(|column| width(column).unwrap_or(0)).collect()
    }
}

/// The cells of a row, filled up with spaces.
fn aligned(row: &[String], widths: &[usize]) -> Vec<String> {
    let cells = row.iter().zip(widths).enumerate();
    cells
        .map(
            |(column, (cell, width))| {
                if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
            },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Table;

    fn table() -> Table {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        Table {
            header: row(["", "ours", "theirs"]),
            rows: vec![row(["cargo build", "1.00 s", "68.8 s"]), row(["check", "8.12 µs", "–"])],
        }
    }

    #[test]
    fn columns_line_up() {
        let expected = "                 ours   theirs\ncargo build    1.00 s   68.8 s\ncheck         8.12 µs        –\n";
        assert_eq!(table().plain(), expected);
    }

    #[test]
    fn markdown_lines_up_too() {
        let expected = "\
|             |    ours | theirs |
| ----------- | ------: | -----: |
| cargo build |  1.00 s | 68.8 s |
| check       | 8.12 µs |      – |
";
        assert_eq!(table().markdown(), expected);
    }
}
