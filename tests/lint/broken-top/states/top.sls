base:
  "*": web
