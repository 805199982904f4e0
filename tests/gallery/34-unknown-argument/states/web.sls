nginx:
  test.configurable_test_state:
    - changes: false
    - result: true
    - coment: All is well
