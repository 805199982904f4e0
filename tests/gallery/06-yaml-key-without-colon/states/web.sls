nginx
  test.nop: []
