//! A conversation with a model, whose answers are shown as they come.

use std::fmt;
use std::io::{self, Write};

use bedrock_runtime::AnyError;
use bedrock_runtime::operation::converse_stream::ConverseStreamError;
use bedrock_runtime::types::{
    ContentBlock, ContentBlockDelta, ConversationRole, ConverseStreamOutput as Event, Message, StopReason,
};

/// What was said so far.
#[derive(Debug)]
pub struct Chat {
    model: String,
    messages: Vec<Message>,
}

/// Why there is no whole answer.
#[derive(Debug)]
pub enum Failed {
    /// The call failed, or the service sent an error in the middle of the answer.
    Call(AnyError),
    /// The service ended the answer without saying that it is whole.
    CutShort,
    /// What came could not be shown.
    Io(io::Error),
}

impl Chat {
    /// A conversation with a model, by its id.
    pub fn new(model: impl Into<String>) -> Self {
        Self { model: model.into(), messages: Vec::new() }
    }

    /// How many messages there are, of both sides.
    pub fn messages(&self) -> usize {
        self.messages.len()
    }

    /// Says something, shows the answer as it comes, and gives why the model stopped. An answer without words leaves the
    /// conversation as it was.
    ///
    /// # Errors
    ///
    /// Why there is no whole answer; then the conversation goes on as if nothing had been said.
    pub async fn say(
        &mut self,
        client: &bedrock_runtime::Client,
        text: &str,
        out: &mut impl Write,
    ) -> Result<StopReason, Failed> {
        let said = Message::new(ConversationRole::User, [ContentBlock::Text(text.to_owned())]);
        let so_far = self.messages.iter().cloned().chain([said.clone()]);
        let mut answer = client.converse_stream(&self.model).messages(so_far).await?.into_output();
        let (mut whole, mut stopped) = (String::new(), None);
        while let Some(event) = answer.stream.try_next().await? {
            match event {
                Event::ContentBlockDelta(block) => {
                    if let ContentBlockDelta::Text(text) = block.delta {
                        write!(out, "{text}")?;
                        out.flush()?;
                        whole.push_str(&text);
                    }
                }
                Event::MessageStop(stop) => stopped = Some(stop.stop_reason),
                // What begins and ends, and what newer models say.
                _ => {}
            }
        }
        // That no more events come does not mean that the answer is whole: its last word is that it stops.
        let stopped = stopped.ok_or(Failed::CutShort)?;
        // A model that was stopped may have said nothing, and Bedrock refuses conversations that hold a blank text.
        if !whole.trim().is_empty() {
            self.messages.push(said);
            self.messages.push(Message::new(ConversationRole::Assistant, [ContentBlock::Text(whole)]));
        }
        Ok(stopped)
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => error.fmt(formatter),
            Self::CutShort => formatter.write_str("the answer was cut short"),
            Self::Io(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for Failed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Call(error) => error.source(),
            Self::CutShort => None,
            Self::Io(error) => error.source(),
        }
    }
}

impl From<bedrock_runtime::Error<ConverseStreamError>> for Failed {
    fn from(error: bedrock_runtime::Error<ConverseStreamError>) -> Self {
        Self::Call(error.into())
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
