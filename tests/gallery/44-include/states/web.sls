include:
  - ngnix
