use diesel::prelude::*;
