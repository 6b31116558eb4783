mod cite;
mod list;
mod report;
mod verify;
