role: db
