//! Paragraphs, lists and code blocks.

use super::super::lines::begins_something;
use super::inline::Inline;

/// How deep lists are nested at most; what lies deeper stands at this depth.
const DEEPEST: usize = 6;

/// A document in the making.
#[derive(Default)]
pub(super) struct Blocks {
    out: String,
    inline: Inline,
    lists: Vec<List>,
    /// How many lists are open beyond the deepest that is shown.
    beyond: usize,
    /// What stands before the next paragraph.
    announcement: String,
    /// Whether the last block belongs to a list.
    after_item: bool,
    /// The text of a code block, while it is open.
    code: Option<String>,
}

/// An open list.
struct List {
    /// The number of the last item, in a list with numbers.
    number: Option<usize>,
    /// How far the text of the items is indented.
    width: usize,
    /// Whether the current item still needs its marker.
    needs_marker: bool,
}

impl Blocks {
    /// What stands in the current paragraph.
    pub(super) fn inline(&mut self) -> &mut Inline {
        &mut self.inline
    }

    pub(super) fn text(&mut self, text: &str) {
        match &mut self.code {
            Some(code) => code.push_str(text),
            None => self.inline.text(text),
        }
    }

    /// Begins a paragraph with a word in bold.
    pub(super) fn announce(&mut self, word: &str) {
        self.close();
        self.announcement = format!("**{word}:** ");
    }

    pub(super) fn open_list(&mut self, number: Option<usize>) {
        self.close();
        if self.lists.len() == DEEPEST {
            self.beyond += 1;
            return;
        }
        self.lists.push(List { number, width: 2, needs_marker: false });
    }

    pub(super) fn close_list(&mut self) {
        self.close();
        if self.beyond > 0 {
            self.beyond -= 1;
        } else {
            self.lists.pop();
        }
    }

    pub(super) fn open_item(&mut self) {
        self.close();
        if self.lists.is_empty() {
            self.open_list(None);
        }
        if let Some(list) = self.lists.last_mut() {
            list.needs_marker = true;
        }
    }

    pub(super) fn open_code_block(&mut self) {
        self.close();
        self.code = Some(String::new());
    }

    pub(super) fn close_code_block(&mut self) {
        let Some(code) = self.code.take() else { return };
        // Code tags inside of the block have left nothing behind but their beginnings.
        self.inline = Inline::default();
        let code = code.trim_matches('\n');
        if code.trim().is_empty() {
            return;
        }
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let lines = code.lines().map(|line| {
            line.chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect::<String>()
                .trim_end()
                .to_owned()
        });
        let block = [format!("{fence}text")].into_iter().chain(lines).chain([fence.clone()]);
        let block: Vec<String> = block.collect();
        self.block(&block);
    }

    /// Ends the current paragraph.
    pub(super) fn close(&mut self) {
        if self.code.is_some() {
            return;
        }
        let text = self.inline.take();
        if text.is_empty() {
            return;
        }
        let announcement = std::mem::take(&mut self.announcement);
        let text =
            if announcement.is_empty() { harmless_start(&text) } else { format!("{announcement}{text}") };
        self.block(&[text]);
    }

    /// Writes a block: its lines, behind the marker of a list item where one is due.
    fn block(&mut self, lines: &[String]) {
        let depth = self.lists.len();
        let outer: usize = self.lists.iter().take(depth.saturating_sub(1)).map(|list| list.width).sum();
        let mut first = " ".repeat(outer);
        let mut is_item = false;
        if let Some(list) = self.lists.last_mut() {
            is_item = std::mem::take(&mut list.needs_marker);
            if is_item {
                let marker = match &mut list.number {
                    None => "- ".to_owned(),
                    Some(number) => {
                        *number += 1;
                        format!("{number}. ")
                    }
                };
                list.width = marker.len();
                first.push_str(&marker);
            } else {
                first.push_str(&" ".repeat(list.width));
            }
        }
        let rest = " ".repeat(first.len());
        if !self.out.is_empty() {
            self.out.push_str(if is_item && self.after_item { "\n" } else { "\n\n" });
        }
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                self.out.push('\n');
            }
            let margin = if index == 0 { &first } else { &rest };
            self.out.push_str(format!("{margin}{line}").trim_end());
        }
        self.after_item = depth > 0;
    }

    /// The whole document.
    pub(super) fn finish(mut self) -> String {
        self.close_code_block();
        self.close();
        self.out
    }
}

/// A paragraph whose first word would be read as a mark gets a backslash before the sign.
fn harmless_start(text: &str) -> String {
    let word = text.split(' ').next().unwrap_or_default();
    if !begins_something(word) || word.starts_with("**") {
        return text.to_owned();
    }
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    format!("{number}\\{rest}")
}
