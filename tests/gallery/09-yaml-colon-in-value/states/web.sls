say:
  cmd.run:
    - name: echo Status: up
