mod cite;
mod from_survey;
mod list;
mod report;
mod verify;
