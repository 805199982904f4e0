port: 80
