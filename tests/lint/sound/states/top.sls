base:
  '*':
    - web
  'db*':
    - db
