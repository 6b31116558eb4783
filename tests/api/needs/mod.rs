mod cite;
mod export;
mod from_survey;
mod list;
mod report;
mod verify;
