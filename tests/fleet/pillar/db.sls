role: db
password: change-me
