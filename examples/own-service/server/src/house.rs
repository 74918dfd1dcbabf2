//! Rooms and their bookings, in memory.

use rooms::Timestamp;
use rooms::error::{NoSuchRoom, RoomTaken};
use rooms::operation::book_room::{BookRoomError, BookRoomInput, BookRoomOutput};
use rooms::operation::cancel_booking::CancelBookingInput;
use rooms::operation::list_rooms::{ListRoomsInput, ListRoomsOutput};
use rooms::types::{Equipment, Room};

/// A house.
pub struct House {
    rooms: Vec<Room>,
    bookings: Vec<Booking>,
    /// The number of the next booking.
    next: u32,
}

struct Booking {
    id: String,
    room: String,
    from: Timestamp,
    to: Timestamp,
    /// What the caller calls the request, so that one that is repeated is the same booking.
    token: Option<String>,
}

impl Default for House {
    fn default() -> Self {
        let rooms = vec![
            Room::new("attic", 2),
            Room::new("garden", 20).equipment([Equipment::Screen, Equipment::Whiteboard]),
            Room::new("library", 8).equipment([Equipment::Whiteboard]),
        ];
        Self { rooms, bookings: Vec::new(), next: 1 }
    }
}

impl House {
    /// One page of the rooms; the token is the name of the last one on the page before.
    pub fn list(&self, input: &ListRoomsInput) -> ListRoomsOutput {
        let seats = input.seats.unwrap_or_default();
        let after = input.after.as_deref().unwrap_or_default();
        let limit = input.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(10).max(1);
        let mut rooms: Vec<Room> = self
            .rooms
            .iter()
            .filter(|room| room.seats >= seats && room.name.as_str() > after)
            .cloned()
            .collect();
        let has_more = rooms.len() > limit;
        rooms.truncate(limit);
        let last = rooms.last().map(|room| room.name.clone());
        let output = ListRoomsOutput::new().rooms(rooms);
        match last {
            Some(last) if has_more => output.next(last),
            _ => output,
        }
    }

    /// Books a room that is free.
    ///
    /// # Errors
    ///
    /// There is no such room, or somebody has it.
    pub fn book(&mut self, input: &BookRoomInput) -> Result<BookRoomOutput, BookRoomError> {
        if !self.rooms.iter().any(|room| room.name == input.room) {
            let message = format!("there is no room {}", input.room);
            return Err(BookRoomError::NoSuchRoom(NoSuchRoom::new().message(message)));
        }
        let known = |booking: &&Booking| booking.token.is_some() && booking.token == input.token;
        if let Some(booking) = self.bookings.iter().find(known) {
            return Ok(BookRoomOutput::new(booking.id.clone()));
        }
        let overlaps = |booking: &&Booking| {
            booking.room == input.room && booking.from < input.to && input.from < booking.to
        };
        if let Some(other) = self.bookings.iter().find(overlaps) {
            let taken = RoomTaken::new(other.from, other.to).message("somebody else has it");
            return Err(BookRoomError::RoomTaken(taken));
        }
        let id = format!("b{}", self.next);
        self.next += 1;
        self.bookings.push(Booking {
            id: id.clone(),
            room: input.room.clone(),
            from: input.from,
            to: input.to,
            token: input.token.clone(),
        });
        Ok(BookRoomOutput::new(id))
    }

    /// Cancels a booking, if it is there.
    pub fn cancel(&mut self, input: &CancelBookingInput) {
        self.bookings.retain(|booking| booking.room != input.room || booking.id != input.booking);
    }
}
